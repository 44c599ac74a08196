"""What mutations of sequences answer."""

import strawberry

from app.domain.calendar.delays import of_step, unheeded
from app.domain.sms.warnings import MAX_WARNINGS, of_steps
from app.graphql.context import Info
from app.graphql.schema.common.fields import must_exist, output_field, resolved_field
from app.graphql.schema.common.payloads import SUCCESS, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.common.warnings import Warning
from app.graphql.schema.sequences.types import Sequence


@strawberry.type(description="The answer to a change of a sequence.")
class SequencePayload:
    success: bool = output_field(SUCCESS)
    sequence: Sequence | None = output_field("The sequence after the change. Null if the mutation was refused.", None)
    user_errors: list[UserError] = user_errors_field()

    @resolved_field(
        "What is allowed in the steps of the sequence and perhaps not expected: a first message that does not say who "
        "writes or how to stop, a shortened link, many segments, a character that makes a message expensive, a "
        "delay of which a part is ignored.",
        most_items=MAX_WARNINGS,
    )
    async def warnings(self, info: Info) -> list[Warning]:
        if self.sequence is None:
            return []
        row, loaders = self.sequence.row, info.context.loaders
        account = must_exist(await loaders.account.load(row.account_id))
        steps = await loaders.steps.load(row)
        found = of_steps(steps, account.company_name, account.first_message)
        hour = info.context.deps.settings.hour_seconds
        of_delays = [
            Warning.of(sentence, "input", "steps", str(number))
            for number, step in enumerate(steps)
            if (sentence := unheeded(of_step(step), hour))
        ]
        of_texts = [Warning.of(one.message, "input", "steps", *one.path) for one in found]
        return [*of_delays, *of_texts][:MAX_WARNINGS]


@strawberry.type(description="The answer to `deleteSequence`.")
class DeleteSequencePayload:
    success: bool = output_field(SUCCESS)
    cancelled_enrollments: int = output_field("How many active enrollments were canceled.", 0)
    user_errors: list[UserError] = user_errors_field()
