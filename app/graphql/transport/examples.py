"""The operations that the explorer opens with. The reader replaces the ids `acc_…`, `seq_…` and `enr_…`.

Lines are short: the editor takes half of the window and has its buttons on the right.
"""

from typing import Any, NamedTuple

PHONE = "+14155551234"
_ERRORS = "userErrors { code message path }"


class Example(NamedTuple):
    """One operation with example variables."""

    title: str
    query: str
    variables: dict[str, Any]


EXAMPLES = (
    Example(
        "Who am I",
        """query WhoAmI {
  viewer { partner { id name } }
  accounts {
    total
    items { id name phoneNumber timeZone }
  }
}""",
        {},
    ),
    Example(
        "Sequences and their counts",
        """query Sequences($accountId: ID!) {
  sequences(accountId: $accountId) {
    total
    items {
      id name isActive isDefault version
      enrolledCount completedCount
    }
  }
}""",
        {"accountId": "acc_…"},
    ),
    Example(
        "Enroll a lead",
        f"""mutation EnrollLead($sequenceId: ID!, $phone: PhoneNumber!) {{
  enrollLead(sequenceId: $sequenceId, phone: $phone) {{
    success action messageSent nextStepAt
    enrollment {{ id }}
    {_ERRORS}
  }}
}}""",
        {"sequenceId": "seq_…", "phone": PHONE},
    ),
    Example(
        "Timeline of a lead",
        """query Timeline($accountId: ID!, $phone: PhoneNumber!) {
  lead(accountId: $accountId, phone: $phone) {
    name optedOutAt
    enrollments {
      id status nextStepAt sequence { name }
      timeline {
        step { order type }
        status dueAt reason explanation
        message { body status }
      }
    }
  }
}""",
        {"accountId": "acc_…", "phone": PHONE},
    ),
    Example(
        "Conversation",
        """query Conversation($accountId: ID!, $phone: PhoneNumber!) {
  messages(accountId: $accountId, phone: $phone) {
    total
    items {
      createdAt direction source status body
      generation { model fallback }
    }
  }
}""",
        {"accountId": "acc_…", "phone": PHONE},
    ),
    Example(
        "Preview a sequence",
        """query Preview($sequenceId: ID!, $phone: PhoneNumber) {
  previewSequence(sequenceId: $sequenceId, phone: $phone) {
    steps {
      step { order type }
      dueAt status explanation
      text segments missingVariables
    }
  }
}""",
        {"sequenceId": "seq_…", "phone": PHONE},
    ),
    Example(
        "Watch an enrollment",
        """subscription Watch($enrollmentId: ID!) {
  enrollmentUpdated(enrollmentId: $enrollmentId) {
    status nextStepAt
    timeline {
      step { order } status explanation
      message { body status }
    }
  }
}""",
        {"enrollmentId": "enr_…"},
    ),
    Example(
        "Watch new messages",
        """subscription Messages($accountId: ID!) {
  messageAdded(accountId: $accountId) {
    createdAt direction source status body
  }
}""",
        {"accountId": "acc_…"},
    ),
    Example(
        "Create a sequence",
        f"""mutation CreateSequence($accountId: ID!, $input: CreateSequenceInput!) {{
  createSequence(accountId: $accountId, input: $input) {{
    success
    sequence {{
      id version
      steps {{ order type delayHours skipIfReplied }}
    }}
    {_ERRORS}
  }}
}}""",
        {
            "accountId": "acc_…",
            "input": {
                "name": "Application Recovery",
                "steps": [
                    {
                        "type": "FIXED",
                        "message": 'Hi {{first_name | default: "there"}}, this is {{company}}. Can I help?',
                        "delayHours": 0,
                        "skipIfReplied": False,
                    },
                    {"type": "AI", "instructions": "Follow up warmly. Ask about any blockers.", "delayHours": 24},
                    {"type": "FIXED", "message": "Just checking in, {{first_name}}.", "delayHours": 72},
                ],
            },
        },
    ),
    Example(
        "Import a lead",
        f"""mutation ImportLead($accountId: ID!, $input: LeadInput!) {{
  importLead(accountId: $accountId, input: $input) {{
    success action lead {{ id phone }} enrollment {{ id }}
    {_ERRORS}
  }}
}}""",
        {"accountId": "acc_…", "input": {"phone": PHONE, "firstName": "Ann", "autoSequence": False}},
    ),
    Example(
        "Create an account",
        f"""mutation CreateAccount($input: CreateAccountInput!) {{
  createAccount(input: $input) {{
    success
    account {{
      id name phoneNumber timeZone
      sendingWindow {{ start end }}
    }}
    {_ERRORS}
  }}
}}""",
        {
            "input": {
                "name": "Acme Lending",
                "phoneNumber": "+15005550006",
                "sendingWindow": {"start": "08:00", "end": "21:00"},
            }
        },
    ),
)
