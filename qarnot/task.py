"""Tasks, for blocking code."""

from qarnot._completed import BulkTaskResponse, CompletedInstance
from qarnot._events import Event, Line, StateChange
from qarnot._forwards import Forward, PortForward
from qarnot._instances import Instance
from qarnot._outcome import Outcome
from qarnot._states import RUNNING_DOWNLOADING_STATES
from qarnot._sync.many_tasks import as_completed, wait_all
from qarnot._sync.task import Task
from qarnot.forced_constant import ForcedConstant, ForcedConstantAccess
from qarnot.forced_network_rule import ForcedNetworkRule

__all__ = [
    "RUNNING_DOWNLOADING_STATES",
    "BulkTaskResponse",
    "CompletedInstance",
    "Event",
    "ForcedConstant",
    "ForcedConstantAccess",
    "ForcedNetworkRule",
    "Forward",
    "Instance",
    "Line",
    "Outcome",
    "PortForward",
    "StateChange",
    "Task",
    "as_completed",
    "wait_all",
]
