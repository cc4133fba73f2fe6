"""People, groups and the secrets that speak for them. Secrets are kept as digests only."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.accounts.names import normalise_email, normalise_name, search_key
from apps.core.clock import utc_now
from apps.core.ids import new_id

NAME_LENGTH = 150
# Case folding makes up to three characters of one ("ΐ").
NAME_KEY_LENGTH = 3 * NAME_LENGTH
EMAIL_LENGTH = 254
DIGEST_BYTES = 32


class Locale(models.TextChoices):
    """Languages the product speaks."""

    FRENCH = "fr", _("French")
    ENGLISH = "en", _("English")


class TokenScope(models.TextChoices):
    """Each scope includes the ones before it."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")
    ADMIN = "admin", _("Read, write and administer")


class Organisation(models.Model):
    """An administration; nobody sees people or groups of another one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=NAME_LENGTH, unique=True)
    default_locale = models.CharField(max_length=2, choices=Locale, default=Locale.FRENCH)
    created_at = models.DateTimeField(default=utc_now, editable=False)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes and finds people under their normalised address."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with that address, however it is spelt."""
        return self.get(email=normalise_email(username or ""))

    def create_person(
        self,
        *,
        email: str,
        organisation: Organisation,
        name: str = "",
        service: str = "",
        password: str | None = None,
        locale: str | None = None,
        is_officer: bool = False,
        is_administrator: bool = False,
    ) -> Person:
        """Write a person; without ``password`` she cannot sign in until she sets one.

        Only the row: ``operations.people.create_person`` also records and announces it.
        """
        address = normalise_email(email)
        full_name = normalise_name(name) or address.partition("@")[0]
        person = self.model(
            email=address,
            organisation=organisation,
            name=full_name,
            search_key=search_key(full_name)[:NAME_KEY_LENGTH],
            service=normalise_name(service),
            locale=locale or organisation.default_locale,
            is_officer=is_officer,
            is_administrator=is_administrator,
        )
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """An agent with an account. ``service`` is the department partners read beside the name.

    ``search_key`` is the name as ``names.search_key`` writes it: lists sort and search by it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=EMAIL_LENGTH, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    search_key = models.CharField(max_length=NAME_KEY_LENGTH, editable=False)
    service = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    locale = models.CharField(max_length=2, choices=Locale, default=Locale.FRENCH)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True)
    is_officer = models.BooleanField(default=False)
    is_administrator = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=utc_now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="person_email_is_lower_case"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "search_key", "id"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """Return the name; asked for by allauth's mails and pages."""
        return self.name


class Group(models.Model):
    """People of one organisation who receive roles together. ``name_key`` makes names unique."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="groups")
    name = models.CharField(max_length=NAME_LENGTH)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH)
    created_at = models.DateTimeField(default=utc_now, editable=False)
    people = models.ManyToManyField(
        Person, through="GroupMembership", through_fields=("group", "person"), related_name="groups"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "name_key"], name="group_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupMembership(models.Model):
    """One person in one group."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    added_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="memberships_given"
    )
    created_at = models.DateTimeField(default=utc_now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["group", "person"], name="membership_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.group_id}"


class ApiToken(models.Model):
    """A program's key, speaking for one person within ``scope``. Shown once, kept as SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=NAME_LENGTH)
    token_hash = models.BinaryField(max_length=DIGEST_BYTES, unique=True)
    scope = models.CharField(max_length=5, choices=TokenScope)
    created_at = models.DateTimeField(default=utc_now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A door opened for one future agent, by mail, for fourteen days, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=EMAIL_LENGTH)
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    token_hash = models.BinaryField(max_length=DIGEST_BYTES, unique=True)
    invited_by = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField(default=utc_now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "email"], name="invitation_by_email"),
        ]

    def __str__(self) -> str:
        return self.email


class Session(models.Model):
    """A browser's session, anonymous until its person signs in.

    The cookie is in no column: the row is found by its digest and ``sealed`` opens with a key
    derived from it, so that a stolen database opens no session (see apps/accounts/sessions.py).
    ``id`` is the name under which its person sees it and ends it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_hash = models.BinaryField(max_length=DIGEST_BYTES, unique=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    sealed = models.BinaryField(max_length=65536)
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=utc_now, editable=False)
    last_seen_at = models.DateTimeField(default=utc_now)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)
