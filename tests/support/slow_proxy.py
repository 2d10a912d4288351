"""A TCP proxy on loopback that holds back every answer of the server behind it."""

import asyncio
import contextlib
import threading


class SlowProxy:
    """Used as a context manager. `delay` (seconds) may be changed at any time; zero is no delay."""

    def __init__(self, port: int):
        self.delay = 0.0
        self.port = 0
        self._behind = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> "SlowProxy":
        self._thread.start()
        listening = asyncio.start_server(self._carry, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *failure) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        ours = asyncio.all_tasks() - {asyncio.current_task()}
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)

    async def _carry(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            server, to_server = await asyncio.open_connection("127.0.0.1", self._behind)
            try:
                await asyncio.wait(
                    {
                        asyncio.ensure_future(self._forward(client, to_server)),
                        asyncio.ensure_future(self._hold_back(server, to_client)),
                    },
                    return_when=asyncio.FIRST_COMPLETED,
                )
            finally:
                to_server.close()
                to_client.close()

    async def _forward(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await source.read(65536):
                sink.write(some)

    async def _hold_back(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await source.read(65536):
                await asyncio.sleep(self.delay)
                sink.write(some)
