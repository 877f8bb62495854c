from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aftercare_sandbox.body import read_command
from aftercare_sandbox.commands import BehaviourSettings, ClockChanges, ConditionChanges
from aftercare_sandbox.control import carrier_of, number_of
from aftercare_sandbox.domain.behaviour import Behaviour
from aftercare_sandbox.views import clock_view

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute


def routes() -> list[BaseRoute]:
    """What can go wrong, and how fast time runs while it does."""
    return [
        Route("/control/behaviours", list_behaviours, methods=["GET"]),
        Route("/control/behaviours/{number}", set_behaviour, methods=["PUT"]),
        Route("/control/behaviours/{number}", drop_behaviour, methods=["DELETE"]),
        Route("/control/conditions", show_conditions, methods=["GET"]),
        Route("/control/conditions", change_conditions, methods=["PUT"]),
        Route("/control/clock", show_clock, methods=["GET"]),
        Route("/control/clock", set_clock, methods=["PUT"]),
    ]


async def list_behaviours(request: Request) -> Response:
    """The behaviours that were set."""
    behaviours = carrier_of(request).state.behaviours
    return JSONResponse({number: asdict(behaviour) for number, behaviour in behaviours.items()})


async def set_behaviour(request: Request) -> Response:
    """From now on the number behaves like this."""
    carrier, number = carrier_of(request), number_of(request)
    wanted = await read_command(request, BehaviourSettings)
    behaviour = Behaviour(**wanted.model_dump())
    carrier.state.behaviours[number] = behaviour
    carrier.hub.say("phone", number)
    return JSONResponse(asdict(behaviour))


async def drop_behaviour(request: Request) -> Response:
    """From now on the number behaves by its digits again."""
    carrier, number = carrier_of(request), number_of(request)
    carrier.state.behaviours.pop(number, None)
    carrier.hub.say("phone", number)
    return Response(status_code=204)


async def show_conditions(request: Request) -> Response:
    """The carrier's weather."""
    return JSONResponse(asdict(carrier_of(request).state.conditions))


async def change_conditions(request: Request) -> Response:
    """Change the conditions that are named."""
    state = carrier_of(request).state
    changes = await read_command(request, ConditionChanges)
    changed = replace(state.conditions, **changes.model_dump(exclude_unset=True))
    if changed.min_delay_s > changed.max_delay_s:
        raise HTTPException(422, "min_delay_s must not be above max_delay_s.")
    state.conditions = changed
    return JSONResponse(asdict(changed))


async def show_clock(request: Request) -> Response:
    """The system's time."""
    return JSONResponse(clock_view(carrier_of(request).clock))


async def set_clock(request: Request) -> Response:
    """Run the system's time on, at another speed or from another moment."""
    carrier = carrier_of(request)
    changes = await read_command(request, ClockChanges)
    if not carrier.clock.can_be_set:
        raise HTTPException(409, "There is no clock file: the clock is the real one.")
    carrier.clock.set(speed=changes.speed, jump_to=changes.jump_to)
    carrier.hub.say("clock")
    return JSONResponse(clock_view(carrier.clock))
