"""All of the portal's settings; what differs between installations comes from ``environment.py``.

``PORTAL_MODE`` is ``development`` (the default, also for tests), ``demo`` or ``production``.
"""

from django.core.exceptions import ImproperlyConfigured

from npq_portal import clock, environment

ROOT = environment.ROOT
MODE = environment.text("PORTAL_MODE", default="development")
if MODE not in {"development", "demo", "production"}:
    raise ImproperlyConfigured(f"PORTAL_MODE is “{MODE}”. Set it to development, demo or production.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DATA_DIR = environment.data_folder()
STATIC_ROOT = DATA_DIR / "static"

SECRET_KEY = environment.secret_key(production=PRODUCTION)
SECRET_KEY_FALLBACKS = list(filter(None, environment.text("PORTAL_SECRET_KEY_FALLBACKS", default="").split(",")))
DEBUG = environment.flag("PORTAL_DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PORTAL_DEBUG is on. Remove it: production never shows its insides.")
ALLOWED_HOSTS = environment.hosts(production=PRODUCTION)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

if (portal_clock := environment.clock(production=PRODUCTION)) is not None:
    clock.move_to(clock.at(portal_clock.date(), portal_clock.time()))

# Who we are: a hub puts its own name here, and its delivery partners carry their own brand.
PORTAL_NAME = environment.text("PORTAL_NAME", default="NPQ Portal")
PORTAL_URL = environment.portal_url(production=PRODUCTION)

# What fills the frame of every page; the ui package itself knows no domain.
PORTAL_DEMO_PEOPLE = "npq_portal.demo.roles.PEOPLE"
PORTAL_NAVIGATION = "npq_portal.dashboards.navigation.items"
PORTAL_ACCOUNT_MENU = "npq_portal.dashboards.navigation.account_menu"
PORTAL_BRAND = "npq_portal.dashboards.branding.brand_of"
PORTAL_BANNER = "npq_portal.demo.banner.for_request" if not PRODUCTION else None

INSTALLED_APPS = [
    "npq_portal.ui",
    "npq_portal.audit",
    "npq_portal.users",
    "cohorts",
    "participants",
    "sessions",
    "npq_portal.reminders",
    "npq_portal.dashboards",
    *(["npq_portal.demo"] if not PRODUCTION else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "template_partials",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages shrink to a fifth. Django adds random bytes and masks its tokens, so that their length tells nobody anything.
    "django.middleware.gzip.GZipMiddleware",
    "npq_portal.ui.middleware.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "npq_portal.users.middleware.NotStoredMiddleware",
    "npq_portal.users.middleware.SessionLimitMiddleware",
    "npq_portal.users.middleware.SignInRequiredMiddleware",
    "npq_portal.users.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "npq_portal.urls"
WSGI_APPLICATION = "npq_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "npq_portal.ui.context.portal",
            ],
        },
    },
    {
        # Only for long lists; see the tag {% jinja %}.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "templates" / "jinja2"],
        "OPTIONS": {"environment": "npq_portal.ui.jinja.environment"},
    },
]
FORMS_URLFIELD_ASSUME_HTTPS = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": environment.database(embedded=DATA_DIR / ("demo.sqlite3" if DEMO else "portal.sqlite3")),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    if PRODUCTION:
        raise ImproperlyConfigured(
            "DATABASE_URL is missing. Set it to the PostgreSQL database, postgres://name:password@host:5432/database."
        )
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
            "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000;"
        ),
    }
    # A file, because a worker in another thread cannot see an in-memory database.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = environment.redis_url(production=PRODUCTION)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What every page shows and seldom changes is kept by each process for itself.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# A message's level is the tone in which the page says it.
MESSAGE_TAGS = {10: "info", 20: "info", 25: "good", 30: "warn", 40: "risk"}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
# Registers are the largest forms: 1,000 people with four fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# Signing in: by invitation, with an e-mailed code or a passkey. Nobody has a password.
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "npq_portal.users.backends.PersonBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "npq_portal.users.adapter.InvitationOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# The address on the person is the only one. It needs no verification: it was invited, and a code sent to it signs in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_FORMS = {
    "request_login_code": "npq_portal.users.forms.SignInForm",
    "confirm_login_code": "npq_portal.users.forms.CodeForm",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_TOTP_ISSUER = PORTAL_NAME
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "add_webauthn": "npq_portal.users.forms.AddPasskeyForm",
    "edit_webauthn": "npq_portal.users.forms.RenamePasskeyForm",
    "login_webauthn": "npq_portal.users.forms.PasskeySignInForm",
    "authenticate_webauthn": "npq_portal.users.forms.SecondStepPasskeyForm",
    "reauthenticate_webauthn": "npq_portal.users.forms.ConfirmPasskeyForm",
}
MFA_ADAPTER = "npq_portal.users.adapter.PasskeyAdapter"

# Administrators, programme managers and facilitators need a passkey or an authenticator app as well as their inbox.
PORTAL_STAFF_MFA = environment.flag("PORTAL_STAFF_MFA", default=PRODUCTION)
# For how many seconds a sign-in lasts, and how long it may be left unused. The strictest of somebody's roles counts.
# A facilitator's page is open all day and must not lose a register half taken.
PORTAL_SESSION_LIMITS = {
    "administrator": (12 * 60 * 60, 30 * 60),
    "programme_manager": (12 * 60 * 60, 30 * 60),
    "facilitator": (12 * 60 * 60, 12 * 60 * 60),
    "default": (14 * 24 * 60 * 60, 14 * 24 * 60 * 60),
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("PORTAL_PROXIES", default=1)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

EMAIL_BACKEND = "npq_portal.demo.mail.OutboxBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = environment.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = environment.number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = environment.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = environment.mailbox(
    "PORTAL_MAIL_FROM", production=PRODUCTION, default="NPQ Portal <npq@example.org>"
)
REPLY_TO_EMAIL = environment.mailbox("PORTAL_MAIL_REPLY_TO", production=PRODUCTION, default="npq-team@example.org")

# Celery says “look now”; what has to happen stands in the database. See docs/decisions/.
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_timeout": 2, "socket_connect_timeout": 2}
    if REDIS_URL
    else {"polling_interval": 0.05}
)
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "discreet": {
            "()": "npq_portal.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"npq_portal": {"level": "INFO"}, "django.server": {"level": "WARNING"}},
}
