"""Armenian sentences end and ask in Armenian."""

from __future__ import annotations

import pytest

from dragoman_models.armenian import armenian, with_question_mark

SENTENCE = "The minister said so on Friday."


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("What do we know so far?", "Ինչ է հայտնի այս պահին?", "Ի՞նչ է հայտնի այս պահին։"),
        ("Why did he leave?", "Ինչու հեռացավ նա?", "Ինչո՞ւ հեռացավ նա։"),
        ("Where do they live?", "Նրանք որտեղ են ապրում?", "Նրանք որտե՞ղ են ապրում։"),
        ("Which way is it?", "Որն է ճանապարհը?", "Ո՞րն է ճանապարհը։"),
        ("Do you believe in God?", "Դուք հավատում եք Աստծուն?", "Դուք հավատո՞ւմ եք Աստծուն։"),
        ("Is it hard?", "Դժվար է?", "Դժվա՞ր է։"),
        ("Do you have plans?", "Պլաններ ունեք?", "Պլաններ ունե՞ք։"),
        ("Did he really say so?", "Արդյոք նա դա ասել է?", "Արդյո՞ք նա դա ասել է։"),
        ("What is new there?", "«Ինչ նորություն կա?»", "«Ի՞նչ նորություն կա»։"),
        ("You own the stars?", "Աստղերը քոնն են?", "Աստղերը քոնն են?"),
        ("Will he come?", "Գնաց նա?", "Գնաց նա?"),
        ("Who is he?", "Ո՞վ է նա?", "Ո՞վ է նա։"),
    ],
)
def test_the_mark_stands_over_the_word_that_is_asked_for(
    question: str, text: str, expected: str
) -> None:
    """The last vowel of the question word, or of the word in focus; else nothing is guessed."""
    assert armenian(text, question) == expected


def test_each_question_has_its_own_mark() -> None:
    """Questions and statements of one text are told apart."""
    source = "Who is he? Nobody knows. Where is he?"
    text = "Ով է նա? Ոչ ոք չգիտի։ Որտեղ է նա?"
    assert armenian(text, source) == "Ո՞վ է նա։ Ոչ ոք չգիտի։ Որտե՞ղ է նա։"


def test_a_question_within_quotation_marks() -> None:
    """What the reported question asks for is marked, and the stop goes before the next sentence."""
    source = "He asked: “Do you know?” Nobody answered."
    text = "Նա հարցրեց. «Դուք գիտեք?» Ոչ ոք չպատասխանեց։"
    assert armenian(text, source) == "Նա հարցրեց. «Դուք գիտե՞ք։» Ոչ ոք չպատասխանեց։"


def test_a_question_before_a_comma_loses_its_stop() -> None:
    """Within a sentence the mark over the word is all there is."""
    text = "«Ով է նա?», - հարցրեց Անին։"
    assert armenian(text, "“Who is he?” Ani asked.") == "«Ո՞վ է նա», - հարցրեց Անին։"


def test_a_question_that_the_model_states_is_asked() -> None:
    """A source that is one question marks its target, and a target that has a mark keeps it."""
    assert armenian("Ինչ է հայտնի։", "What is known?") == "Ի՞նչ է հայտնի։"
    assert armenian("Ո՞ւր է նա, ինչ է անում։", "Where is he?") == "Ո՞ւր է նա, ինչ է անում։"


def test_unknown_words_are_not_guessed() -> None:
    """Without a question word or a verb in sight there is no place for the mark."""
    assert with_question_mark("Կապույտ", "Blue?") is None
    assert with_question_mark("ԱՊՀ", "Is CIS?") is None


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Map: the new route", "Քարտեզ: նոր ուղին", "Քարտեզ. նոր ուղին"),
        ("Aliyev: No talks", "Ալիև: Բանակցություններ չկան", "Ալիև. Բանակցություններ չկան"),
        ("He left. They stayed.", "Նա գնաց: Նրանք մնացին:", "Նա գնաց։ Նրանք մնացին։"),
        (SENTENCE, "Փաշինյան. Հայաստանը պատրաստ է:", "Փաշինյան. Հայաստանը պատրաստ է։"),
        (SENTENCE, "Ժամը 9:30-ին՝ Ա. Պետրոսյանը:", "Ժամը 9:30-ին՝ Ա. Պետրոսյանը։"),
        (SENTENCE, "18-րդ դարում` 2,5 տոկոս:", "18-րդ դարում՝ 2,5 տոկոս։"),
    ],
)
def test_a_colon_ends_or_announces(source: str, text: str, expected: str) -> None:
    """A mark within the text is a full stop only where the source has two sentences."""
    assert armenian(text, source) == expected


def test_letters_are_armenian() -> None:
    """Ligatures of print come apart, `և` is one letter, and `ու` has its mark within."""
    assert armenian("ﬔնք եւ դու՞", SENTENCE) == "Մենք և դո՞ւ".replace("Մ", "մ")


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("Help us now!", "Օգնեք մեզ հիմա։", "Օգնե՜ք մեզ հիմա։"),
        ("He won!", "Նա հաղթեց!", "Նա հաղթե՜ց։"),
        ("“Stop!” he said.", "«Կանգնեք!», ասաց նա։", "«Կանգնե՜ք», ասաց նա։"),
        ("It is terrible!", "Սարսափելի է։", "Սարսափելի՜ է։"),
        ("What a day!", "Ինչ օր։", "Ի՜նչ օր։"),
        ("Stop!", "Կանգնե՛ք։", "Կանգնե՛ք։"),
        ("Yahoo! has left.", "Yahoo!-ն հեռացել է։", "Yahoo!-ն հեռացել է։"),
    ],
)
def test_an_exclamation_is_marked_over_a_word(source: str, text: str, expected: str) -> None:
    """Armenian has no `!`; a mark that the model put stays, and so does that of a brand."""
    assert armenian(text, source) == expected


def test_a_long_exclamation_gets_no_mark() -> None:
    """Nobody knows which of its words is called out."""
    text = "Նախագահը երեկ երեկոյան հայտարարեց, որ բոլոր դպրոցները վաղը կրկին բաց կլինեն։"
    assert armenian(text, "The president said that all schools would open again!") == text


def test_a_colon_behind_an_address_is_the_full_stop_of_a_statement() -> None:
    """Typists write a colon for U+0589, and so do models."""
    text = "Կարդացեք www.example.com/a.b.c:"
    assert armenian(text, "Read more at www.example.com/a.b.c.") == text[:-1] + "։"


def test_a_colon_that_announces_behind_an_address_stays() -> None:
    """The English ends in one as well."""
    assert armenian("Ըստ CNN:", "According to CNN:") == "Ըստ CNN:"
