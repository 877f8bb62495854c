from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from aftercare_sandbox.body import read_command
from aftercare_sandbox.commands import Answer, CallBehaviourSettings, Keys
from aftercare_sandbox.control import carrier_of, number_of
from aftercare_sandbox.domain.call_behaviour import CallBehaviour
from aftercare_sandbox.views import call_view

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from aftercare_sandbox.line import Line


def routes() -> list[BaseRoute]:
    """What a person does with a phone that rings, and how it rings."""
    return [
        Route("/control/calls", list_calls, methods=["GET"]),
        Route("/control/calls/{sid}/answer", answer, methods=["POST"]),
        Route("/control/calls/{sid}/press", press, methods=["POST"]),
        Route("/control/calls/{sid}/hang-up", hang_up, methods=["POST"]),
        Route("/control/call-behaviours", list_behaviours, methods=["GET"]),
        Route("/control/call-behaviours/{number}", set_behaviour, methods=["PUT"]),
        Route("/control/call-behaviours/{number}", drop_behaviour, methods=["DELETE"]),
    ]


async def list_calls(request: Request) -> Response:
    """Calls in the order in which they were made."""
    calls = carrier_of(request).state.calls.newest_first(to=request.query_params.get("to") or None)
    return JSONResponse({"calls": [call_view(call) for call in calls][::-1]})


async def answer(request: Request) -> Response:
    """Pick up, and press keys when they are asked for."""
    wanted, line = await read_command(request, Answer), _line(request)
    line.answer(picks_up=True)
    if wanted.digits:
        line.press(wanted.digits)
    return Response(status_code=204)


async def press(request: Request) -> Response:
    """Press keys."""
    keys, line = await read_command(request, Keys), _line(request)
    line.press(keys.digits)
    return Response(status_code=204)


async def hang_up(request: Request) -> Response:
    """Decline a call that rings, which is then busy; put the phone down otherwise."""
    line = _line(request)
    line.answer(picks_up=False)
    line.put_down()
    return Response(status_code=204)


async def list_behaviours(request: Request) -> Response:
    """The behaviours that were set."""
    behaviours = carrier_of(request).state.call_behaviours
    return JSONResponse({number: asdict(behaviour) for number, behaviour in behaviours.items()})


async def set_behaviour(request: Request) -> Response:
    """From now on the number takes calls like this."""
    carrier, number = carrier_of(request), number_of(request)
    wanted = await read_command(request, CallBehaviourSettings)
    behaviour = CallBehaviour(**wanted.model_dump())
    carrier.state.call_behaviours[number] = behaviour
    return JSONResponse(asdict(behaviour))


async def drop_behaviour(request: Request) -> Response:
    """From now on the number rings again."""
    carrier, number = carrier_of(request), number_of(request)
    carrier.state.call_behaviours.pop(number, None)
    return Response(status_code=204)


def _line(request: Request) -> Line:
    line = carrier_of(request).exchange.lines.get(str(request.path_params["sid"]))
    if line is None:
        raise HTTPException(409, "There is no such call, or it has ended.")
    return line
