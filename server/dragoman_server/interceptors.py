"""What every call goes through on its way to a handler, in this order.

A request id and one log event, with metrics; errors to statuses; the API key;
the limit on calls at once; the deadline; bytes that are no message.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from typing import Any, TypeAlias

import grpc
from google.protobuf.message import DecodeError

from dragoman_server.calls import REQUEST_ID_KEY, Call, current_call, request_id
from dragoman_server.config import Settings
from dragoman_server.credentials import ApiKeys
from dragoman_server.errors import DeadlineExceededError, OverloadedError
from dragoman_server.log import logger
from dragoman_server.metrics import Metrics
from dragoman_server.status import code_of, status_of
from dragoman_server.validation import Undecodable, check_decodable

__all__ = ["CallInterceptor"]

_Context: TypeAlias = Any
_Handler: TypeAlias = Any
_Behaviour: TypeAlias = Callable[[Any, _Context], Any]
_Stage: TypeAlias = Callable[[Call, _Context], AbstractAsyncContextManager[None]]

_HEALTH = "/grpc.health.v1.Health/"
_REFLECTION = "/grpc.reflection."
_BUSY_RETRY_SECONDS = 1.0
# A client's clock may run out a little before ours, and it then cancels.
_CLOCK_SECONDS = 0.1


class CallInterceptor(grpc.aio.ServerInterceptor):
    """Put every call through the stages, unary and streaming alike.

    Health answers without an API key, so that probes work; health and
    reflection do not count against the limit on calls at once.
    """

    def __init__(self, settings: Settings, metrics: Metrics, keys: ApiKeys | None = None) -> None:
        self._settings = settings
        self._metrics = metrics
        self._keys = keys
        self._working = 0
        # A method's handler is the same for every call.
        self._handlers: dict[str, _Handler] = {}
        self._probes: set[asyncio.Task[Any]] = set()
        self._stages: tuple[_Stage, ...] = (
            self._recorded,
            self._mapped,
            self._authenticated,
            self._admitted,
            self._limited,
        )

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[_Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> _Handler | None:
        """Return the method's handler with the stages around it, or None for no such method."""
        method = handler_call_details.method
        known = self._handlers.get(method)
        if known is not None:
            return known
        handler = await continuation(handler_call_details)
        if handler is None:
            return None
        wrap = self._streaming if handler.response_streaming else self._unary
        self._handlers[method] = _replace(handler, lambda behaviour: wrap(behaviour, method))
        return self._handlers[method]

    def end_probes(self) -> None:
        """Cancel the health and reflection calls, which may stay open for ever."""
        for task in self._probes:
            task.cancel()

    def _unary(self, behaviour: _Behaviour, method: str) -> _Behaviour:
        async def answer(request: Any, context: _Context) -> Any:
            async with self._call(method, context):
                check_decodable(request)
                return await behaviour(request, context)

        return answer

    def _streaming(self, behaviour: _Behaviour, method: str) -> _Behaviour:
        # The messages are written, not yielded: a generator that the client leaves
        # is closed only when it is collected, and its work would go on until then.
        async def answer(request: Any, context: _Context) -> None:
            async with self._call(method, context):
                check_decodable(request)
                responses = behaviour(request, context)
                if isinstance(responses, Coroutine):
                    await responses
                    return
                async with aclosing(responses):
                    async for response in responses:
                        await context.write(response)

        return answer

    @asynccontextmanager
    async def _call(self, method: str, context: _Context) -> AsyncIterator[None]:
        call = Call(
            method=method,
            request_id=request_id(_metadatum(context, REQUEST_ID_KEY)),
            deadline=time.monotonic() + self._seconds_for(context),
        )
        context.set_trailing_metadata(((REQUEST_ID_KEY, call.request_id),))
        current_call.set(call)
        async with AsyncExitStack() as stack:
            for stage in self._stages:
                await stack.enter_async_context(stage(call, context))
            yield

    def _seconds_for(self, context: _Context) -> float:
        remaining: float | None = context.time_remaining()
        wanted = self._settings.default_deadline if remaining is None else remaining
        return min(wanted, self._settings.max_deadline)

    @asynccontextmanager
    async def _recorded(self, call: Call, _: _Context) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task is not None and _is_probe(call):
            self._probes.add(task)
            task.add_done_callback(self._probes.discard)
        self._metrics.calls_in_flight.inc()
        try:
            yield
        except asyncio.CancelledError:
            late = time.monotonic() >= call.deadline - _CLOCK_SECONDS
            call.code = "DEADLINE_EXCEEDED" if late else "CANCELLED"
            raise
        finally:
            self._metrics.calls_in_flight.dec()
            self._record(call)

    def _record(self, call: Call) -> None:
        self._metrics.calls.labels(call.method, call.code).inc()
        self._metrics.call_seconds.labels(call.method).observe(call.elapsed)
        self._metrics.segments.inc(call.segments)
        write = logger().debug if _is_probe(call) else logger().info
        write(
            "call",
            method=call.method,
            code=call.code,
            request_id=call.request_id,
            key=call.key_name,
            seconds=round(call.elapsed, 6),
            segments=call.segments,
        )

    @asynccontextmanager
    async def _mapped(self, call: Call, context: _Context) -> AsyncIterator[None]:
        try:
            yield
        except grpc.aio.AbortError:
            call.code = _code_name(context)
            raise
        except Exception as error:  # noqa: BLE001 - an error that nobody foresaw becomes INTERNAL
            code = code_of(error)
            call.code = code.name
            if code is grpc.StatusCode.INTERNAL:
                logger().error("unexpected", request_id=call.request_id, exc_info=error)
            status = status_of(error, request_id=call.request_id)
            await context.abort(
                status.code,
                status.details,
                (*status.trailing_metadata, (REQUEST_ID_KEY, call.request_id)),
            )

    @asynccontextmanager
    async def _authenticated(self, call: Call, context: _Context) -> AsyncIterator[None]:
        if self._keys is not None and not call.method.startswith(_HEALTH):
            call.key_name = self._keys.name(_metadatum(context, "authorization"))
        yield

    @asynccontextmanager
    async def _admitted(self, call: Call, _: _Context) -> AsyncIterator[None]:
        if _is_probe(call):
            yield
            return
        limit = self._settings.max_concurrent_requests
        if self._working >= limit:
            raise OverloadedError(
                f"the server is at its limit of {limit} calls at once",
                retry_seconds=_BUSY_RETRY_SECONDS,
            )
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    @asynccontextmanager
    async def _limited(self, call: Call, _: _Context) -> AsyncIterator[None]:
        if _is_probe(call):
            yield
            return
        seconds = max(0.0, call.deadline - time.monotonic())
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError as error:
            raise DeadlineExceededError(
                f"the call was not done within {seconds:.0f} s; send less text, or set a later"
                f" deadline, at most {self._settings.max_deadline:g} s"
            ) from error


def _is_probe(call: Call) -> bool:
    return call.method.startswith((_HEALTH, _REFLECTION))


def _metadatum(context: _Context, key: str) -> str | None:
    for name, value in context.invocation_metadata() or ():
        if name == key and isinstance(value, str):
            return value
    return None


def _code_name(context: _Context) -> str:
    code = context.code()
    if isinstance(code, grpc.StatusCode):
        return code.name
    return next((one.name for one in grpc.StatusCode if one.value[0] == code), "UNKNOWN")


def _replace(handler: _Handler, wrap: Callable[[_Behaviour], _Behaviour]) -> _Handler:
    """Return a handler of the same kind, lenient in reading, with its behaviour wrapped."""
    kind = {
        (False, False): ("unary_unary", grpc.unary_unary_rpc_method_handler),
        (False, True): ("unary_stream", grpc.unary_stream_rpc_method_handler),
        (True, False): ("stream_unary", grpc.stream_unary_rpc_method_handler),
        (True, True): ("stream_stream", grpc.stream_stream_rpc_method_handler),
    }
    name, make = kind[handler.request_streaming, handler.response_streaming]
    return make(
        wrap(getattr(handler, name)),
        request_deserializer=_lenient(handler.request_deserializer),
        response_serializer=handler.response_serializer,
    )


def _lenient(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    # An error in gRPC's own call of the deserializer reaches the client as UNKNOWN
    # with the exception's text, and the log as a stack trace.
    def read_or_mark(data: bytes) -> Any:
        try:
            return read(data)
        except DecodeError as error:
            return Undecodable(error)

    return read_or_mark
