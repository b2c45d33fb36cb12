"""Methods that change what is in a chat, and the answer to a tap."""

from __future__ import annotations

from tests.botapi import params as read
from tests.botapi.entities import units
from tests.botapi.keyboards import inline
from tests.botapi.messages import Message
from tests.botapi.params import Files
from tests.botapi.refusals import NOT_MODIFIED, TOO_OLD, Json, bad
from tests.botapi.registry import method
from tests.botapi.sending import MAX_TEXT, caption
from tests.botapi.state import Notice, Person, World

MAX_ANSWER = 200
DELETABLE_SECONDS = 48 * 3600


def _editable(world: World, params: Json) -> tuple[Person, Message]:
    person = world.reachable(read.chat_id(params))
    message = person.messages.get(read.integer(params, "message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message.by_bot:
        raise bad("message can't be edited")
    return person, message


def _markup(params: Json) -> Json | None:
    """The new inline keyboard; an edit without one takes the old one away."""
    given = read.value(params, "reply_markup")
    return inline(given) if given else None


def _change(
    world: World, person: Person, message: Message, text: str, entities: list[Json], params: Json
) -> Json:
    markup = _markup(params)
    if (text, entities, markup) == (message.text, message.entities, message.markup):
        raise bad(NOT_MODIFIED)
    message.text, message.entities, message.markup = text, entities, markup
    message.edit_date = world.now()
    return world.show(person, message)


@method("editMessageText")
def edit_message_text(world: World, params: Json, files: Files) -> Json:
    text, entities = read.formatted(params, "text", "entities")
    if not text:
        raise bad("message text is empty")
    if units(text) > MAX_TEXT:
        raise bad("MESSAGE_TOO_LONG")
    person, message = _editable(world, params)
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    return _change(world, person, message, text, entities, params)


@method("editMessageCaption")
def edit_message_caption(world: World, params: Json, files: Files) -> Json:
    text, entities = caption(params)
    person, message = _editable(world, params)
    if message.kind == "text":
        raise bad("there is no caption in the message to edit")
    return _change(world, person, message, text, entities, params)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(world: World, params: Json, files: Files) -> Json:
    person, message = _editable(world, params)
    return _change(world, person, message, message.text, message.entities, params)


@method("deleteMessage")
def delete_message(world: World, params: Json, files: Files) -> bool:
    person = world.reachable(read.chat_id(params))
    message = person.messages.get(read.integer(params, "message_id"))
    if message is None:
        raise bad("message to delete not found")
    if world.clock() - message.date > DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")
    del person.messages[message.message_id]
    world.ring(person)
    return True


@method("answerCallbackQuery")
def answer_callback_query(world: World, params: Json, files: Files) -> bool:
    text = read.text(params, "text")
    query = world.queries.get(read.text(params, "callback_query_id"))
    if query is None or query.answered or world.clock() - query.asked_at > world.query_lifetime:
        raise bad(TOO_OLD)
    if units(text) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    query.answered = True
    url = read.text(params, "url") or None
    query.person.notices.append(Notice(text, read.flag(params, "show_alert"), url))
    world.ring(query.person)
    return True
