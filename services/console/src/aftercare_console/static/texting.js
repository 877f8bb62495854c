// Says how long a text has become, in the phone company's own measure (GSM 03.38).
"use strict";

const PLAIN =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENDED = "\f^{}\\[~]|€"; // two places each
const box = document.querySelector(".texting textarea");
const size = document.querySelector(".texting .size");

function textsIn(words) {
  const letters = [...words];
  const plain = letters.every((letter) => PLAIN.includes(letter) || EXTENDED.includes(letter));
  const places = plain ? letters.length + letters.filter((letter) => EXTENDED.includes(letter)).length : words.length;
  const [single, part] = plain ? [160, 153] : [70, 67];
  return places <= single ? 1 : Math.ceil(places / part);
}

function show() {
  const texts = textsIn(box.value.trim());
  size.hidden = box.value === "";
  size.textContent = `${box.value.length} of ${box.maxLength} characters · counts as ${texts} text${texts === 1 ? "" : "s"}`;
}

if (box) {
  box.addEventListener("input", show);
  show();
}
