"""Contains all the data models used in inputs/outputs"""

from .constant_input import ConstantInput
from .constant_output import ConstantOutput
from .filter_group import FilterGroup
from .filter_value import FilterValue
from .labels import Labels
from .page_request import PageRequest
from .prefix_filtering_input import PrefixFilteringInput
from .prefix_filtering_output import PrefixFilteringOutput
from .profile import Profile
from .profile_constant import ProfileConstant
from .profile_license import ProfileLicense
from .resource_bucket_input import ResourceBucketInput
from .resource_bucket_output import ResourceBucketOutput
from .resource_filtering_input import ResourceFilteringInput
from .resource_filtering_output import ResourceFilteringOutput
from .resource_transformation_input import ResourceTransformationInput
from .resource_transformation_output import ResourceTransformationOutput
from .settings import Settings
from .strip_prefix_input import StripPrefixInput
from .strip_prefix_output import StripPrefixOutput
from .task import Task
from .task_creation_input import TaskCreationInput
from .task_creation_outcome import TaskCreationOutcome
from .task_error import TaskError
from .task_identifier import TaskIdentifier
from .task_page import TaskPage
from .task_summary import TaskSummary
from .task_summary_page import TaskSummaryPage
from .user_info import UserInfo

__all__ = (
    "ConstantInput",
    "ConstantOutput",
    "FilterGroup",
    "FilterValue",
    "Labels",
    "PageRequest",
    "PrefixFilteringInput",
    "PrefixFilteringOutput",
    "Profile",
    "ProfileConstant",
    "ProfileLicense",
    "ResourceBucketInput",
    "ResourceBucketOutput",
    "ResourceFilteringInput",
    "ResourceFilteringOutput",
    "ResourceTransformationInput",
    "ResourceTransformationOutput",
    "Settings",
    "StripPrefixInput",
    "StripPrefixOutput",
    "Task",
    "TaskCreationInput",
    "TaskCreationOutcome",
    "TaskError",
    "TaskIdentifier",
    "TaskPage",
    "TaskSummary",
    "TaskSummaryPage",
    "UserInfo",
)
