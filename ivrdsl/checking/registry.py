"""All rules, by code; their modules are imported when somebody asks for them.

A rule's folder is the hundred that its code belongs to, and its file has its name: IVR102 menu-without-no-input is
`rules/menus/menu_without_no_input.py`.
"""

from functools import cache
from importlib import import_module
from typing import Final

from ivrdsl.checking.rule import Rule, rule_of

FOLDERS: Final = {
    "structure": (
        "no_plan not_well_formed schema dangling_goto duplicate_name "
        "names_differ_only_in_case goto_named_like_a_target jump_into_branch misplaced_amd empty_dialplan "
        "retired_tag_or_value attribute_letter_case markup_inside_prompt amd_without_both_branches empty_content"
    ),
    "menus": (
        "menu_without_keypress menu_without_no_input menu_without_no_match repeated_key overlapping_keys key_too_long "
        "ambiguous_timeout_unit slow_single_key missing_max_digits offered_silence "
        "unanswered_into_menu hash_left_over incomplete_entry"
    ),
    "variables": (
        "undefined_variable maybe_unset_variable stash_read_back unquoted_text_in_expression assignment_in_condition "
        "javascript_error injection_prone_expression leading_zero_comparison malformed_variable "
        "lower_case_contact_column arithmetic_looking_text unused_variable phone_number_substring hour_boundary "
        "bare_variable input_of_another_menu computed_date_or_number"
    ),
    "flow": (
        "unreachable_node loop_without_callee unbounded_replay falls_into_handler never_reached_after_transfer "
        "counter_reset_in_loop condition_never_true branch_taken_by_catch"
    ),
    "outside": (
        "code_to_machine secret_in_url transfer_without_timeout utc_time bad_phone_number long_sms bad_url "
        "recording_without_name failed_reply_goes_on machine_falls_into_live code_without_key silence_for_person"
    ),
    "wording": (
        "number_read_as_one offered_key_without_branch branch_never_offered long_prompt voice_and_language "
        "code_said_once copied_branch columns_differ text_escaped_twice mojibake phone_number_read_as_one "
        "message_without_number long_message"
    ),
    "control": "rule_crashed unknown_code unused_suppression script_mistake unknown_name_in_script",
}
"""The files of each folder; a test says that this is all of them."""

OTP: Final = ("IVR303", "IVR401", "IVR501", "IVR506")
"""Errors in the preset `otp`: a code that is replayed without end, told to a machine, misread, or said only once."""

OTP_WARNINGS: Final = ("IVR411",)
"""Warnings in the preset `otp` where they are notes else: a code that only the detector keeps from a mailbox."""


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    found = {}
    for folder, names in FOLDERS.items():
        for name in names.split():
            module = import_module(f"ivrdsl.checking.rules.{folder}.{name}")
            made = rule_of(module.check)
            assert made is not None, name
            found[made.code] = made
    return dict(sorted(found.items()))
