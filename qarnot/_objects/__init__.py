"""The object storage, through boto3; it knows nothing of the REST API."""

from .digest import PART_SIZE
from .errors import MissingBucket, MissingObject, StorageForbidden, StorageRefused, UnsafeKey
from .folders import plan_download_all, plan_sync_directory, plan_sync_files
from .keys import check_key, clean_key, local_path, prefix_of
from .plan import (
    Action,
    LocalFile,
    LocalFolder,
    StoredObject,
    SyncPlan,
    plan_download,
    plan_upload,
)
from .progress import Progress
from .scan import Skipped, scan_folder
from .settings import StorageSettings
from .store import ObjectStore
from .transfer import TransferReport, run_plan

__all__ = [
    "PART_SIZE",
    "Action",
    "LocalFile",
    "LocalFolder",
    "MissingBucket",
    "MissingObject",
    "ObjectStore",
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
    "local_path",
    "plan_download",
    "plan_download_all",
    "plan_sync_directory",
    "plan_sync_files",
    "plan_upload",
    "prefix_of",
    "run_plan",
    "scan_folder",
]
