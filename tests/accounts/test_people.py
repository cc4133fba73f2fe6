"""Making, finding and shutting out people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from apps.accounts.actors import person_actor
from apps.accounts.errors import EmailTakenError, PasswordRefusedError
from apps.accounts.models import ApiToken, Organisation, Person, Session, TokenScope
from apps.accounts.operations.people import create_person, deactivate_person, update_profile
from apps.accounts.operations.tokens import issue_token
from apps.accounts.queries import find_people
from apps.core.access import SystemActor
from apps.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from apps.core.ids import new_id
from tests.accounts.conftest import Browser, audited
from tests.world import together


def test_an_address_is_one_however_it_is_spelt(alice: Person, organisation: Organisation) -> None:
    for spelling in ("ALICE@ministere.test", " alice@Ministere.Test ", "alice@ministere．test"):
        with pytest.raises(EmailTakenError):
            create_person(actor=SystemActor(), organisation=organisation, email=spelling)
    assert Person.objects.count() == 1


def test_the_database_itself_refuses_an_address_in_capitals(alice: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(id=alice.id).update(email="Alice@ministere.test")


@pytest.mark.django_db(transaction=True)
def test_twenty_creations_at_once_make_one_account() -> None:
    organisation = Organisation.objects.create(name="Ministère", slug="ministere")

    def create() -> Person:
        return create_person(
            actor=SystemActor(), organisation=organisation, email="alice@ministere.test"
        )

    results = together(*[create] * 20)
    assert sum(isinstance(result, Person) for result in results) == 1
    assert sum(isinstance(result, EmailTakenError) for result in results) == 19
    assert len(audited("person.created")) == 1


@pytest.mark.parametrize(
    "password", ["court", "123456789012", "password1234", "alice@ministere.test"]
)
def test_a_weak_password_is_refused_with_reasons(organisation: Organisation, password: str) -> None:
    with pytest.raises(PasswordRefusedError) as refused:
        create_person(
            actor=SystemActor(),
            organisation=organisation,
            email="alice@ministere.test",
            password=password,
        )
    assert refused.value.reasons
    assert not Person.objects.exists()


def test_an_account_without_password_cannot_sign_in(
    make_person: Callable[..., Person], browser: Browser
) -> None:
    dora = make_person("Dora", password=None)
    for password in ("", "!", dora.password):
        browser.sign_in(dora, password)
        assert not browser.is_signed_in()


def test_a_deactivated_person_loses_everything_at_once(
    ada: Person, alice: Person, browser: Browser
) -> None:
    browser.sign_in(alice)
    _, secret = issue_token(actor=SystemActor(), person=alice, name="robot", scope=TokenScope.WRITE)
    deactivate_person(actor=person_actor(ada), person_id=alice.id)
    assert not browser.is_signed_in()
    bearer = {"Authorization": f"Bearer {secret}"}
    assert Browser().get("/api/v1/me", headers=bearer).status_code == 401
    assert not Session.objects.filter(person=alice).exists()
    assert not ApiToken.objects.filter(person=alice).exists()
    browser.sign_in(alice)
    assert not browser.is_signed_in()
    assert audited("person.deactivated")[0].actor_id == ada.id


def test_deactivating_twice_leaves_one_trace(ada: Person, alice: Person) -> None:
    for _ in range(2):
        deactivate_person(actor=person_actor(ada), person_id=alice.id)
    assert len(audited("person.deactivated")) == 1


def test_only_an_administrator_of_the_same_organisation_deactivates(
    alice: Person, bob: Person, make_person: Callable[..., Person]
) -> None:
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    stranger = make_person("Zoe", organisation=other, is_administrator=True)
    for actor in (person_actor(bob), person_actor(stranger)):
        with pytest.raises(ForbiddenError):
            deactivate_person(actor=actor, person_id=alice.id)
    with pytest.raises(NotFoundError):
        deactivate_person(actor=person_actor(stranger), person_id=new_id())
    alice.refresh_from_db()
    assert alice.is_active


def test_a_profile_changes_only_where_asked(alice: Person) -> None:
    actor = person_actor(alice)
    changed = update_profile(actor=actor, service="  Direction\tdu  numérique ", locale="en")
    assert (changed.name, changed.service, changed.locale) == (
        "Alice",
        "Direction du numérique",
        "en",
    )
    assert audited("person.updated")[0].facts == {"fields": ["locale", "service"]}
    update_profile(actor=actor, locale="en")
    assert len(audited("person.updated")) == 1
    for wrong in ({"name": " "}, {"locale": "xx"}):
        with pytest.raises(InvalidInputError):
            update_profile(actor=actor, **wrong)


def test_people_are_found_without_accents_and_within_their_organisation_only(
    make_person: Callable[..., Person], organisation: Organisation
) -> None:
    helene = make_person("Hélène Ørsted", email="h.orsted@ministere.test")
    other = Organisation.objects.create(name="Mairie", slug="mairie")
    make_person("Hélène Ailleurs", email="h.ailleurs@mairie.test", organisation=other)
    gone = make_person("Hélène Partie", email="h.partie@ministere.test")
    deactivate_person(actor=SystemActor(), person_id=gone.id)

    def found(query: str) -> list[Person]:
        return list(find_people(organisation_id=organisation.id, query=query))

    assert found("helene") == found("HÉLÈNE") == found("h.Orsted@") == [helene]
    assert found("%") == found("_") == []


def test_a_renamed_person_is_found_under_her_new_name(
    alice: Person, organisation: Organisation
) -> None:
    update_profile(actor=person_actor(alice), name="Éloïse")
    assert find_people(organisation_id=organisation.id, query="eloise").get() == alice
