"""Buckets, for blocking code."""

from qarnot._sync.bucket import Bucket

__all__ = ["Bucket"]
