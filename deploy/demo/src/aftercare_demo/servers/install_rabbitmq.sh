#!/bin/sh
# Installs Debian's or Ubuntu's RabbitMQ as root, without the broker on the default port that the package starts.
set -eu
policy=/usr/sbin/policy-rc.d
kept=$(mktemp -d)
restore() {
  if [ -e "$kept/policy-rc.d" ]; then mv "$kept/policy-rc.d" "$policy"; else rm -f "$policy"; fi
  rm -rf "$kept"
}
trap restore EXIT
trap 'exit 1' INT TERM HUP
if [ -e "$policy" ]; then mv "$policy" "$kept/"; fi
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod +x "$policy"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 update -qq
apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends rabbitmq-server
# The policy above keeps it from starting now; this keeps it from starting with the machine.
if [ -d /run/systemd/system ]; then systemctl disable --quiet rabbitmq-server epmd.socket || true; fi
