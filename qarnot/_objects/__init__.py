"""The object storage, through boto3; it knows nothing of the REST API."""

from qarnot._transfers import Failure, LeftOut, OpenUpload, TransferReport

from .digest import PART_SIZE, Details, LocalContent
from .errors import MissingBucket, MissingObject, StorageForbidden, StorageRefused, UnsafeKey
from .folders import plan_download_all, plan_sync_directory, plan_sync_files
from .keys import check_key, clean_key, local_path, prefix_of
from .patterns import Patterns
from .plan import (
    Action,
    LocalFile,
    LocalFolder,
    StoredObject,
    SyncPlan,
    confirmed_deletions,
    plan_download,
    plan_upload,
)
from .progress import Progress
from .scan import Skipped, scan_folder
from .settings import StorageSettings
from .store import ObjectStore
from .transfer import run_plan
from .work import planned

__all__ = [
    "PART_SIZE",
    "Action",
    "Details",
    "Failure",
    "LeftOut",
    "LocalContent",
    "LocalFile",
    "LocalFolder",
    "MissingBucket",
    "MissingObject",
    "ObjectStore",
    "OpenUpload",
    "Patterns",
    "Progress",
    "Skipped",
    "StorageForbidden",
    "StorageRefused",
    "StorageSettings",
    "StoredObject",
    "SyncPlan",
    "TransferReport",
    "UnsafeKey",
    "check_key",
    "clean_key",
    "confirmed_deletions",
    "local_path",
    "plan_download",
    "plan_download_all",
    "plan_sync_directory",
    "plan_sync_files",
    "plan_upload",
    "planned",
    "prefix_of",
    "run_plan",
    "scan_folder",
]
