"""The secrets of the account, and which of them the instances of a task or pool may read."""

from qarnot._access_rights import (
    SecretAccessRightByPrefix,
    SecretAccessRightBySecret,
    SecretsAccessRights,
)
from qarnot._sync.secrets_client import Secrets

__all__ = [
    "SecretAccessRightByPrefix",
    "SecretAccessRightBySecret",
    "Secrets",
    "SecretsAccessRights",
]
