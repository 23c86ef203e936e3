"""Addresses of cohorts, programmes and partners. The page of one cohort combines apps, and is the dashboards'."""

from django.urls import path

from cohorts.views import blueprint_files, blueprints, calendars, components, intakes, partners, team

app_name = "cohorts"
urlpatterns = [
    path("", intakes.list_cohorts, name="list-cohorts"),
    path("new/", intakes.add_cohort, name="add-cohort"),
    path("programmes/", intakes.list_programmes, name="list-programmes"),
    path("partners/", partners.list_partners, name="list-partners"),
    path("partners/new/", partners.edit_partner, name="add-partner"),
    path("partners/<slug:slug>/", partners.show_partner, name="show-partner"),
    path("partners/<slug:slug>/edit/", partners.edit_partner, name="edit-partner"),
    path("partners/<slug:slug>/brand.css", partners.brand_stylesheet, name="brand-stylesheet"),
    path("partners/<slug:slug>/managers/<int:pk>/release/", partners.release_manager, name="release-manager"),
    path("calendars/", calendars.list_calendars, name="list-calendars"),
    path("calendars/new/", calendars.add_calendar, name="add-calendar"),
    path("calendars/<slug:key>/", calendars.show_calendar, name="show-calendar"),
    path("calendars/<slug:key>/edit/", calendars.edit_calendar, name="edit-calendar"),
    path("calendars/<slug:key>/periods/new/", calendars.edit_period, name="add-period"),
    path("calendars/<slug:key>/periods/<int:pk>/", calendars.edit_period, name="edit-period"),
    path("calendars/<slug:key>/periods/<int:pk>/remove/", calendars.remove_period, name="remove-period"),
    path("calendars/<slug:key>/import/", calendars.import_periods, name="import-periods"),
    path("calendars/<slug:key>/periods.csv", calendars.download_periods, name="download-periods"),
    path("calendars/<slug:key>/copy-year/", calendars.copy_year, name="copy-year"),
    path("blueprints/", blueprints.list_blueprints, name="list-blueprints"),
    path("blueprints/new/", blueprints.add_blueprint, name="add-blueprint"),
    path("blueprints/import/", blueprint_files.import_blueprint, name="import-blueprint"),
    path("blueprints/import/keep/", blueprint_files.keep_blueprint, name="keep-blueprint"),
    path("blueprints/<int:pk>/", blueprints.show_blueprint, name="show-blueprint"),
    path("blueprints/<int:pk>/edit/", blueprints.edit_blueprint, name="edit-blueprint"),
    path("blueprints/<int:pk>/download/", blueprint_files.download_blueprint, name="download-blueprint"),
    path("blueprints/<int:pk>/preview/", blueprints.preview_blueprint, name="preview-blueprint"),
    path("blueprints/<int:pk>/new/", components.edit_component, name="add-component"),
    path("blueprints/<int:pk>/components/<slug:key>/", components.edit_component, name="edit-component"),
    path("blueprints/<int:pk>/components/<slug:key>/remove/", components.remove_component, name="remove-component"),
    path("blueprints/<int:pk>/components/<slug:key>/move/", components.move_component, name="move-component"),
    path("<slug:slug>/edit/", intakes.edit_cohort, name="edit-cohort"),
    path("<slug:slug>/team/", team.show_team, name="show-team"),
    path("<slug:slug>/team/<int:pk>/release/", team.release_facilitator, name="release-facilitator"),
]
