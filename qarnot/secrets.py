"""Which secrets the instances of a task or pool may read."""

from qarnot._access_rights import (
    SecretAccessRightByPrefix,
    SecretAccessRightBySecret,
    SecretsAccessRights,
)

__all__ = ["SecretAccessRightByPrefix", "SecretAccessRightBySecret", "SecretsAccessRights"]
