"""Each rule of intake's database, and what it refuses."""

from tests.store.database import kernel
from tests.store.database.statements import (
    ALSO_NEW,
    NEW,
    NOWHERE,
    Cases,
    Refused,
    Row,
    Rule,
    log_entries,
    primary_keys,
    refused,
)

_application = Row("application", {"id": NEW, "number": "99", "case_number": "'EB-2026-999999'"})
_signature = Row("application_signature", {"member_id": NEW})
_completion = Row("completion", {"id": NEW, "number": "99"})
_told = Row("completion_registered", {"completion_id": NEW}, before=(_completion,))
_decided = "(select application_id from decision_made limit 1)"
_gone = "(select application_id from application_withdrawn limit 1)"
_whole = Row("application_withdrawn", {"application_id": NEW}, before=(_application,))
_withdrawal = Row(
    "withdrawal", {"application_id": NEW, "member_id": NEW}, before=(_application, _signature.but(application_id=NEW))
)
_answer = Row("register_answer", {"member_id": NEW}, before=(_signature,))

ROWS = {
    "household": Row("household", {"id": NEW}),
    "household_version": Row("household_version", {"version": "99"}),
    "member": Row("member", {"id": NEW, "person": "'x'"}),
    "representative": Row("representative", {"person": "'x'"}),
    "conflict": Row("conflict", {"id": NEW}),
    "account": Row("account", {"id": NEW}),
    "account_entry": Row("account_entry", {"id": NEW, "number": "2", "entered_by": "'x'"}),
    "account_compared": Row("account_compared", {"id": NEW}),
    "application": _application,
    "application_signature": _signature,
    "application_verified": Row("application_verified", {"application_id": NEW}, before=(_application,)),
    "decision_made": Row("decision_made", {"decision_id": NEW}),
    "decision_revoked": Row("decision_revoked", {"decision_id": NEW}),
    "decision_undone": Row("decision_undone", {"decision_id": NEW}),
    "payment_ended": Row("payment_ended", {"id": NEW}),
    "completion_request": Row("completion_request", {"request_id": NEW}),
    "completion_lapsed": Row("completion_lapsed", {"request_id": NEW}),
    "completion": _completion,
    "completion_registered": _told,
    "withdrawal": _withdrawal,
    "decision_explained": Row("decision_explained", {"decision_id": NEW}),
    "payment_sent": Row("payment_sent", {"order_id": NEW}),
    "application_withdrawn": _whole,
    "register_question": Row("register_question", {"id": NEW}),
    "register_answer": _answer,
    "register_evidence": Row("register_evidence", {"id": NEW, "member_id": NEW}, before=(_answer,)),
}

_member_entry = ROWS["account_entry"].but(entered_as="'member'")

RULES: dict[str, Rule] = {
    **primary_keys(ROWS),
    **log_entries(ROWS, "account", "member", "representative", "register_evidence"),
    "completion_registered_completion_fkey": _told.alone().but(completion_id=NOWHERE),
    "household_municipality": ROWS["household"].but(municipality="'126'"),
    "household_version_kind": ROWS["household_version"].but(kind="'family'"),
    "household_version_positive": ROWS["household_version"].but(version="0"),
    "household_version_household_id_fkey": ROWS["household_version"].but(household_id=NOWHERE),
    "member_role": ROWS["member"].but(role="'lodger'"),
    "member_once": ROWS["member"].but(person="t.person"),
    "member_household_id_version_fkey": ROWS["member"].but(version="99"),
    "representative_household_id_version_fkey": ROWS["representative"].but(version="99"),
    "conflict_household_id_fkey": ROWS["conflict"].but(household_id=NOWHERE),
    "account_entry_id_fkey": ROWS["account"].but(entry_id=NOWHERE),
    "account_household_id_fkey": ROWS["account"].but(household_id=NOWHERE),
    "account_entry_version_positive": ROWS["account_entry"].but(version="0"),
    "account_entry_number_positive": ROWS["account_entry"].but(number="0"),
    "account_entry_entered_as": ROWS["account_entry"].but(entered_as="'payer'"),
    "account_entry_begun_by_registrar": _member_entry.but(version="99", number="1"),
    "account_entry_number_once": ROWS["account_entry"].but(number="t.number"),
    "account_entry_person_once": ROWS["account_entry"].but(entered_by="t.entered_by"),
    "account_entry_one_by_member": (
        _member_entry,
        _member_entry.but(id=ALSO_NEW, number="3", entered_by="'y'"),
    ),
    "account_entry_account_id_fkey": ROWS["account_entry"].but(account_id=NOWHERE),
    "account_compared_status": ROWS["account_compared"].but(status="'registered'"),
    "account_compared_account_id_fkey": ROWS["account_compared"].but(account_id=NOWHERE),
    "application_case_number": _application.but(case_number="'1'"),
    "application_case_number_key": _application.but(case_number="t.case_number"),
    "application_channel": _application.but(channel="'telephone'"),
    "application_kind": _application.but(kind="'other'"),
    "application_month": _application.but(month="'2026-13'"),
    "application_number_positive": _application.but(number="0"),
    "application_open_once": _application.but(number="t.number"),
    "application_household_id_household_version_fkey": _application.but(household_version="99"),
    "application_signature_channel": _signature.but(channel="'telephone'"),
    "application_signature_application_id_fkey": _signature.but(application_id=NOWHERE),
    "application_verified_version_positive": ROWS["application_verified"].but(version="0"),
    "application_verified_application_id_fkey": ROWS["application_verified"].but(application_id=NOWHERE),
    "decision_made_outcome": ROWS["decision_made"].but(outcome="'perhaps'"),
    "decision_made_application_id_fkey": ROWS["decision_made"].but(application_id=NOWHERE),
    "decision_revoked_outcome": ROWS["decision_revoked"].but(outcome="'perhaps'"),
    "decision_undone_application_id_fkey": ROWS["decision_undone"].but(application_id=NOWHERE),
    "decision_revoked_application_id_fkey": ROWS["decision_revoked"].but(application_id=NOWHERE),
    "payment_ended_because": ROWS["payment_ended"].but(status="'cancelled'", because="'whim'"),
    "payment_ended_status": ROWS["payment_ended"].but(status="'lost'"),
    "payment_ended_application_id_fkey": ROWS["payment_ended"].but(application_id=NOWHERE),
    "completion_request_application_fkey": ROWS["completion_request"].but(application_id=NOWHERE),
    "completion_lapsed_application_fkey": ROWS["completion_lapsed"].but(application_id=NOWHERE),
    "completion_application_fkey": _completion.but(application_id=NOWHERE),
    "completion_request_fkey": _completion.but(request_id=NOWHERE),
    "completion_channel": _completion.but(channel="'telephone'"),
    "completion_number": _completion.but(number="1"),
    "completion_number_once": _completion.but(number="t.number"),
    "completion_text": _completion.but(text="''"),
    "withdrawal_pkey": (_withdrawal, _withdrawal.alone()),
    "decision_explained_application_fkey": ROWS["decision_explained"].but(application_id=NOWHERE),
    "payment_sent_application_fkey": ROWS["payment_sent"].but(application_id=NOWHERE),
    "withdrawal_channel": _withdrawal.but(channel="'telephone'"),
    "withdrawal_signed": _withdrawal.but(member_id=NOWHERE),
    "application_withdrawn_application_fkey": _whole.alone().but(application_id=NOWHERE),
    "register_question_signed": ROWS["register_question"].but(member_id=NOWHERE),
    "register_answer_question_id_fkey": _answer.but(question_id=NOWHERE),
    "register_answer_application_id_member_id_fkey": _answer.but(member_id=NOWHERE),
    "register_answer_number_positive": _answer.but(number="0"),
    "register_evidence_block": ROWS["register_evidence"].but(block="'SMHI'"),
    "register_evidence_verdict": ROWS["register_evidence"].but(verdict="'fine'", reason="null"),
    "register_evidence_reason": ROWS["register_evidence"].but(verdict="'notVerifiable'", reason="null"),
    "register_evidence_once": ROWS["register_evidence"].but(member_id="t.member_id"),
    "register_evidence_answer_fkey": ROWS["register_evidence"].but(number="99"),
}

_OWN = ("member", "representative", "conflict")
_registrar = """(select registered_by from household_version v
                  where v.household_id = t.household_id and v.version = t.version)"""
_member = "(select person from member m where m.household_id = t.household_id and m.version = t.version limit 1)"
_other_household = (
    Row("household", {"id": NEW}),
    Row("household_version", {"household_id": NEW, "version": "1"}),
)


def _own_case(row: Row, column: str) -> list[Refused]:
    """Who is a member, speaks for the household, or has a conflict."""
    return [
        refused(f"{row.table}_own_case", row.but(**{column: f"(select person from {who} limit 1)"})) for who in _OWN
    ]


TRIGGERS: dict[str, list[Refused]] = {
    **kernel.EDGE_TRIGGERS,
    **kernel.LOG_TRIGGERS,
    "household_version_own_case": _own_case(ROWS["household_version"], "registered_by"),
    "account_entry_own_case": _own_case(ROWS["account_entry"].but(entered_as="'registrar'"), "entered_by"),
    "application_own_case": _own_case(_application.but(channel="'paper'"), "received_from"),
    "member_own_case": [refused("member_own_case", ROWS["member"].but(person=_registrar, role="'child'"))],
    "representative_own_case": [refused("representative_own_case", ROWS["representative"].but(person=_registrar))],
    "representative_no_member": [refused("representative_no_member", ROWS["representative"].but(person=_member))],
    "completion_before_decision": [refused("completion_before_decision", _completion.but(application_id=_decided))],
    "withdrawn_by_all_who_signed": [
        refused(
            "withdrawn_by_all_who_signed",
            _application,
            _signature.but(application_id=NEW, member_id="t.member_id"),
            _whole.alone(),
        ),
        refused("withdrawal_before_decision", _whole.alone().but(application_id=_decided)),
    ],
    "application_signature_not_withdrawn": [
        refused("application_signature_not_withdrawn", _signature.but(application_id=_gone))
    ],
    "completion_not_withdrawn": [refused("completion_not_withdrawn", _completion.but(application_id=_gone))],
    "withdrawal_not_withdrawn": [refused("withdrawal_not_withdrawn", _withdrawal.alone().but(application_id=_gone))],
    "adult_in_one_household": [
        refused(
            "adult_in_one_household",
            *_other_household,
            Row("member", {"household_id": NEW, "version": "1"}, where="t.role = 'applicant'"),
        )
    ],
}

CASES = Cases(
    rows={**ROWS, **kernel.EDGE_ROWS, **kernel.LOG_ROWS},
    rules={**RULES, **kernel.EDGE_RULES, **kernel.LOG_RULES},
    triggers=TRIGGERS,
    made_up={
        "refuse_withdrawn": [name for name in TRIGGERS if name.endswith("_not_withdrawn")],
        "refuse_own_case": [name for name in TRIGGERS if name.endswith("_own_case")],
    },
    grants={
        **kernel.EDGE_GRANTS,
        **kernel.LOG_GRANTS,
        **kernel.JOB_GRANTS,
        **dict.fromkeys(ROWS, "select, insert"),
        "case_number": "usage",
        "standing_decision": "select",
    },
)
