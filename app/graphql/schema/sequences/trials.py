"""The try-out of an account's voice."""

from typing import Annotated, Self

import strawberry
from strawberry import UNSET

from app.domain import ids
from app.domain.sms import segments
from app.graphql.context import Info
from app.graphql.schema.accounts.inputs import AiSettingsInput
from app.graphql.schema.common.arguments import AccountId
from app.graphql.schema.common.fields import or_none, output_field
from app.graphql.schema.common.payloads import SUCCESS, mutation_field, user_errors_field
from app.graphql.schema.common.user_errors import UserError
from app.graphql.schema.sequences.inputs import PreviewLeadInput
from app.services import sequences
from app.services.ai import Trial
from app.services.sequences import MAX_INSTRUCTIONS


@strawberry.type(description="The answer to `tryVoice`.")
class VoicePayload:
    success: bool = output_field(SUCCESS)
    text: str | None = output_field("What the AI wrote. Null if the mutation was refused.", None)
    segments: int | None = output_field("How many SMS segments the text has. Null without a text.", None)
    problems: list[str] = strawberry.field(
        description="Why such a text would not be sent: what the checks of every text found in the second try. Empty "
        "if they found nothing.",
        default_factory=list,
    )
    user_errors: list[UserError] = user_errors_field()

    @classmethod
    def of(cls, trial: Trial) -> Self:
        return cls(
            success=True,
            text=trial.text,
            segments=segments.segment_count(trial.text),
            problems=trial.problems,
        )


@strawberry.type
class TrialMutations:
    @mutation_field(
        VoicePayload,
        "Has the AI write the text of a step, with settings that need not be saved, for a lead that need not exist, "
        "through the checks of every text. Nothing is sent or stored. The answer takes as long as the model, and the "
        "call counts for the account's budgets. NO_SUGGESTION if the model may not be asked or gives no text.",
    )
    async def try_voice(
        self,
        info: Info,
        account_id: AccountId,
        instructions: Annotated[
            str,
            strawberry.argument(
                description=f"What to write, as in the instructions of a step: up to {MAX_INSTRUCTIONS:,} characters."
            ),
        ],
        ai: Annotated[
            AiSettingsInput | None,
            strawberry.argument(
                description="The persona, the tone, the rules and the length to try. What is left out is as saved."
            ),
        ] = UNSET,
        lead: Annotated[
            PreviewLeadInput | None, strawberry.argument(description="An invented lead. Left out: without any data.")
        ] = UNSET,
    ) -> VoicePayload:
        context, account = info.context, info.context.decode_id(ids.ACCOUNT, account_id)
        voice, person = or_none(ai), or_none(lead)
        trial = await sequences.try_voice(
            context.deps,
            context.partner_id,
            account,
            instructions,
            voice.decoded() if voice else None,
            person.decoded() if person else None,
        )
        return VoicePayload.of(trial)
