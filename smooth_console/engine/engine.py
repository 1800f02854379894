"""The engine as a whole: its tasks, the browser they share, and what is kept between them. HTTP is for app.py."""

import asyncio
import logging
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from smooth_console import wire
from smooth_console.engine.actions.goto import goto
from smooth_console.engine.addresses import shortened
from smooth_console.engine.browser import Browser, first_line, quietly
from smooth_console.engine.downloads import Downloads
from smooth_console.engine.errors import ActionError
from smooth_console.engine.extensions import ExtensionStore
from smooth_console.engine.inputs import Posted
from smooth_console.engine.live import LiveView
from smooth_console.engine.options import ServeOptions
from smooth_console.engine.perform import perform
from smooth_console.engine.recording import Recording
from smooth_console.engine.stores import FileStore, Profile, ProfileStore
from smooth_console.engine.tab import Tab
from smooth_console.engine.taskrequest import check_request, notices
from smooth_console.engine.tasks import Task, unique_created_at
from smooth_console.engine.workdir import WorkDir

LOG = logging.getLogger(__name__)
SWEEP_EVERY_S = 30.0
KEEP_FINAL_TASKS = 256
KEEP_FINAL_BYTES = 256_000_000
SAVE_WITHIN_S = 5.0


class TooManyTasksError(Exception):
    """No more tasks can be live at once (429)."""


class Engine:
    """Tasks by id, newest last, and the browser that they share.

    Args:
        options: The settings.
    """

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self.browser = Browser(options)
        self.work = WorkDir(options.data_dir)
        self.profiles = ProfileStore(self.work.kept("profiles") if self.work.keeps else None)
        self.files = FileStore(self.work.kept("files"))
        self.extensions = ExtensionStore(self.work.kept("extensions"), options.max_unpacked_bytes)
        self.tasks: dict[str, Task] = {}
        self._places = asyncio.Semaphore(options.max_tasks)
        self._placed: set[str] = set()
        self._opening: dict[str, asyncio.Future[Tab]] = {}
        self._filming = asyncio.Lock()
        self._ending = False
        self._background: set[asyncio.Task[Any]] = set()
        self._sweeper: asyncio.Task[None] | None = None

    @property
    def options(self) -> ServeOptions:
        """The settings."""
        return self._options

    def start(self) -> None:
        """Begin to launch the browser; returns at once.

        Raises:
            NoBrowserError: There is no Chromium on this machine.
        """
        self.browser.launch()
        self._sweeper = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Answer everybody, then end the browser."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        await self.end_tasks()
        if self._background:
            await asyncio.wait(self._background, timeout=SAVE_WITHIN_S)
        for late in list(self._background):
            late.cancel()
        await self.browser.close()
        self.work.close()

    async def end_tasks(self) -> None:
        """Cancel whatever lives: what is open is answered, profiles are saved."""
        self._ending = True
        live = [task for task in self.tasks.values() if task.live]
        await asyncio.gather(*(task.cancel("the engine is ending") for task in live))

    async def settled(self) -> None:
        """Wait until what ended tasks left to do is done."""
        while self._background:
            await asyncio.wait(set(self._background))

    # ------------------------------------------------------------------ tasks

    def submit(self, request: wire.TaskRequest) -> Task:
        """Start a task.

        Raises:
            ActionError: It asks for something that this engine cannot do.
            TooManyTasksError: Too many are live, and as many wait as may.
        """
        check_request(request, self._options)
        self._check_kept(request)
        at_once, waiting = self._options.max_tasks, self._options.max_queued
        if sum(task.live for task in self.tasks.values()) >= at_once + waiting:
            queued = f" and {waiting} wait" if waiting else ""
            raise TooManyTasksError(f"{at_once} tasks are running{queued}; close one, or try again later")
        moments = {task.created_at for task in self.tasks.values()}
        task = Task(request, self, unique_created_at(moments.__contains__))
        task.notices = notices(request, self._options)
        self.tasks[task.id] = task
        if (profile := self._profile(task)) is not None and not request.profile_read_only:
            profile.writer = task.id
        task.start()
        return task

    def _check_kept(self, request: wire.TaskRequest) -> None:
        """Whether the profile, the files and the extensions that a request names are there."""
        for extension_id in request.extensions or []:
            if self.extensions.get(extension_id) is None:
                raise ActionError(f"extensions: there is no extension {shortened(extension_id)}; upload it first")
        for file_id in request.files or []:
            if file_id not in self.files.paths:
                raise ActionError(f"files: there is no file {shortened(file_id)}; upload it first")
        if request.profile_id is None:
            return
        profile = self.profiles.get(request.profile_id)
        if profile is None:
            raise ActionError(f"profile_id: there is no profile {shortened(request.profile_id)}; create it first")
        if profile.writer is not None and not request.profile_read_only:
            raise ActionError(
                f"profile_id: the profile {profile.id} is in use by the task {profile.writer}; "
                "close that first, or open this one with profile_read_only"
            )

    def _profile(self, task: Task) -> Profile | None:
        profile_id = task.request.profile_id
        return None if profile_id is None else self.profiles.get(profile_id)

    def listed(self, before: int | None, limit: int) -> list[Task]:
        """Tasks created before a moment (ms), the newest first."""
        newest = sorted(self.tasks.values(), key=lambda task: task.created_at, reverse=True)
        return [task for task in newest if before is None or task.created_at < before][:limit]

    # ------------------------------------------------------------------ what tasks need (tasks.Backend)

    async def open_tab(self, task: Task) -> Tab:
        """A page for the task, once there is a place for it; one that comes when the task is over is closed again."""
        await self._places.acquire()
        self._placed.add(task.id)
        profile = self._profile(task)
        state = None if profile is None else profile.state
        extensions = self.extensions.paths(task.request.extensions or ())
        user_data = self.work.scratch(f"browsers/{task.id}") if extensions else None
        opening = asyncio.ensure_future(self.browser.open(task.request, state, extensions, user_data))
        self._opening[task.id] = opening
        tab = await asyncio.shield(opening)
        task.view = LiveView(tab, task.request.device, task.touch)
        task.downloads = Downloads(self.work.scratch(f"downloads/{task.id}"), self._options.max_downloads_bytes)
        tab.on_download.append(task.downloads.take)
        if task.records:
            task.recording = Recording(tab, self.work.scratch(f"recordings/{task.id}"))
            task.recording.start()
        return tab

    async def visit(self, task: Task, url: str) -> None:
        """Open the address that a task starts at."""
        assert task.tab is not None
        await task.tab.guarded(goto(task.tab, url, timeout_s=self._options.load_timeout_s))

    async def perform(self, task: Task, posted: Posted) -> Any:
        """Carry out an action."""
        return await perform(task, posted, self._options, self._files_of(task))

    def _files_of(self, task: Task) -> Mapping[str, Path]:
        """The files that a task may use: those it was opened with, or all when it named none."""
        named = task.request.files
        paths = self.files.paths
        return paths if named is None else {file_id: paths[file_id] for file_id in named if file_id in paths}

    async def save(self, task: Task) -> None:
        """Keep the state of the task's profile."""
        profile = self._profile(task)
        if profile is None or task.request.profile_read_only or task.tab is None:
            return
        try:
            async with asyncio.timeout(SAVE_WITHIN_S):
                await task.tab.flush()
                self.profiles.save(profile, await task.tab.context.storage_state(indexed_db=True))
        except Exception as problem:  # the page may have crashed; the profile stays as it was
            LOG.warning("the profile %s was not saved: %s", profile.id, first_line(problem))

    def ended(self, task: Task) -> None:
        """Close the page of a task that is final, and give its profile back."""
        profile = self._profile(task)
        if profile is not None and profile.writer == task.id:
            profile.writer = None
        if task.view is not None:
            task.view.end()
        if task.id in self._placed:
            self._later(self._wind_up(task))

    def end_after(self, task: Task, seconds: float, reason: str) -> None:
        """Close a session when its time is over, if it still lives by then."""
        loop = asyncio.get_running_loop()
        loop.call_later(seconds, lambda: self._later(task.shut(reason)) if task.live else None)

    async def _wind_up(self, task: Task) -> None:
        """Take what a page leaves, close it, and give its place to the next; the video may take longer."""
        try:
            if task.recording is not None:
                await task.recording.stop(last=not self._ending)
            if task.downloads is not None:
                await task.downloads.settle()
            # A page that is still being opened takes its place until it has come, and is closed then.
            if (opening := self._opening.pop(task.id, None)) is not None:
                await _close_late(opening)
        finally:
            self._placed.discard(task.id)
            self._places.release()
        if task.request.extensions:
            await asyncio.to_thread(shutil.rmtree, self.work.scratch(f"browsers/{task.id}"), ignore_errors=True)
        if task.recording is not None and not self._ending:  # nobody could fetch it
            async with self._filming:  # one after the other: pages come first
                await task.recording.make()

    # ------------------------------------------------------------------ housekeeping

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            oldest_use = time.monotonic() - self._options.idle_timeout_s
            for task in list(self.tasks.values()):
                if task.live and task.is_session and task.last_used < oldest_use:
                    self._later(task.close_idle())
            self._forget()

    def _forget(self) -> None:
        """Drop the oldest final tasks, so that memory does not grow."""
        final = [task for task in self.tasks.values() if not task.live]
        size = sum(task.log.size for task in final)
        while final and (len(final) > KEEP_FINAL_TASKS or size > KEEP_FINAL_BYTES):
            task = final.pop(0)
            size -= task.log.size
            del self.tasks[task.id]
            for kept in (task.recording, task.downloads):
                if kept is not None:
                    kept.drop()

    def _later(self, work: Any) -> None:
        running = asyncio.ensure_future(work)
        self._background.add(running)
        running.add_done_callback(self._background.discard)


async def _close_late(opening: "asyncio.Future[Tab]") -> None:
    """Close a page that is there, or comes yet."""
    try:
        tab = await opening
    except Exception as problem:
        LOG.debug("there was no page to close: %s", problem)
    else:
        await quietly(tab.close())
