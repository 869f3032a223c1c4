"""The files of a task: folders that go in, results that come out."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from qarnot import _checks
from qarnot._progress_bar import Progress, telling
from qarnot._record import MadeOnce
from qarnot.exceptions import InvalidValue, QarnotGenericException, ReadOnlyAttribute

from .bucket import Bucket
from .live_task import LiveTask

__all__ = ["Files", "TaskFiles"]

Files = Bucket | str | os.PathLike[str]

LONGEST_STEM = 40


class TaskFiles(LiveTask):
    """A task that takes files and gives results."""

    _output_folder: Path | None = None
    _input_folders = MadeOnce[list[tuple[Path, Bucket]]](list)
    _made_results: Bucket | None = None

    @property
    def output_folder(self) -> Path | None:
        """The folder that ``run`` downloads the results to; ``None`` when it was not told."""
        return self._output_folder

    def add_inputs(self, inputs: Files | Iterable[Files]) -> None:
        """Let the instances have the files of a folder of this machine, or of a bucket.

        A folder is uploaded when the task is submitted, into a new bucket of its own.

        :param inputs: the path of a folder, a bucket, or a list of both.
        :raises InvalidValue: there is no such folder, or it is neither.
        :raises ReadOnlyAttribute: the task was submitted.
        """
        self._check_draft("inputs")
        is_one = isinstance(inputs, Bucket | str | os.PathLike)
        if not is_one and not isinstance(inputs, Iterable):
            raise InvalidValue(
                f"inputs: a folder, a bucket or a list of both was expected, not {inputs!r}"
            )
        for each in [inputs] if is_one else inputs:  # type: ignore[union-attr] # a list, else
            if isinstance(each, Bucket):
                self.resources.append(each)
            else:
                folder = _checks.local_path("inputs", each)
                if not folder.is_dir():
                    raise InvalidValue(f"inputs: a folder or a bucket was expected, not {each!r}")
                self._input_folders.append((folder, self._new_bucket("in")))

    def set_outputs(self, outputs: Files) -> None:
        """Let the results go into a folder of this machine, or into a bucket.

        For a folder, a new bucket is made when the task is submitted; ``run`` downloads it into the
        folder.

        :param outputs: the path of a folder, which need not exist, or a bucket.
        :raises InvalidValue: it is neither.
        :raises ReadOnlyAttribute: the task was submitted.
        """
        self._check_draft("outputs")
        if isinstance(outputs, Bucket):
            self.results = outputs
            return
        folder = _checks.local_path("outputs", outputs)
        if folder.exists() and not folder.is_dir():
            raise InvalidValue(f"outputs: a folder or a bucket was expected, not {outputs!r}")
        self._output_folder = folder
        self.results = self._made_results = self._new_bucket("out")

    def _check_draft(self, what: str) -> None:
        if self.is_submitted:
            raise ReadOnlyAttribute(f"{what} cannot be set any more: the task was submitted")

    def _new_bucket(self, purpose: str) -> Bucket:
        """Name a bucket that nobody has; it is made later."""
        name = type(self).name.peek(self) or "task"
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_STEM].strip("-")
        unique = f"{stem or 'task'}-{secrets.token_hex(4)}-{purpose}"
        return Bucket(self.connection, unique, create=False)

    async def prepare_files(self) -> None:
        """Upload the folders that go in, and make the bucket for results, if that is left to do.

        :raises QarnotException: as ``sync_directory`` and ``create_bucket`` raise it.
        """
        if self._made_results is not None:
            await self._made_results.ensure_exists()
            self._made_results = None
        while self._input_folders:
            folder, bucket = self._input_folders[0]
            await bucket.ensure_exists()
            await bucket.sync_directory(folder)
            self.resources.append(bucket)
            del self._input_folders[0]

    async def check_download(
        self, output_dir: str | os.PathLike[str], progress: bool | Progress | None
    ) -> None:
        """Check what a later download of the results needs.

        :raises InvalidValue: the folder is none, or ``progress`` is nothing that can be told.
        :raises QarnotGenericException: the task has no results bucket.
        """
        folder = _checks.local_path("output_dir", output_dir)
        if folder.exists() and not folder.is_dir():
            raise InvalidValue(f"output_dir: a folder was expected, not {output_dir!r}")
        with telling(progress):
            await self._results_bucket()

    async def _results_bucket(self) -> Bucket:
        if self.lacks_details:
            await self.update(True)
        kind = type(self)
        bucket = kind.results.peek(self)
        if bucket is None:
            raise QarnotGenericException(
                f"the task {kind.name.peek(self)!r} has no results bucket; set task.results "
                "before it is submitted"
            )
        return bucket

    async def download_results(
        self,
        output_dir: str | os.PathLike[str],
        progress: bool | Progress | None = None,
        *,
        skip_unsafe: bool = False,
    ) -> list[str]:
        """Download all files of the results bucket.

        Files that are there already, the same by size and digest, are not fetched again.

        :param output_dir: the local folder; made when missing.
        :param progress: as in :meth:`Bucket.get_file`.
        :param skip_unsafe: leave out keys that cannot be a file in the folder, such as ``aux.c``,
            instead of refusing all. Default ``False``. ``get_file`` of the bucket fetches them to
            a path that is named.
        :return: the keys of all files of the bucket that are now in the folder.
        :raises QarnotGenericException: the task has no results bucket.
        :raises MissingBucketException: the bucket does not exist.
        :raises UnsafeKey: keys cannot be a file in the folder; nothing was downloaded.
        :raises InvalidValue: a local folder is in the way of a file; nothing was downloaded.
        :raises TransferFailed: some files could not be fetched or written; the others were, and
            its ``report`` tells of all.
        :raises StorageError: the bucket cannot be listed.
        :raises LocalFileError: a file cannot be written.
        """
        bucket = await self._results_bucket()
        report = await bucket.get_all_files(output_dir, progress, skip_unsafe=skip_unsafe)
        return sorted([*report.downloaded, *report.skipped])
