"""The data room: what anyone may use, for people as files and for programs as an API; never a person in any of it."""

from outreach.web.data.api import api_centre, api_centres, api_class, api_classes, api_description, api_results
from outreach.web.data.files import (
    dataset_csv,
    dataset_geojson,
    dataset_json,
    dataset_lost,
    dataset_schema,
    dataset_xlsx,
)
from outreach.web.data.pages import open_data
from outreach.web.data.sitemap import sitemap
from outreach.web.guard import Entry

entries: list[Entry] = [
    Entry("/open-data", open_data),
    Entry("/open-data/{dataset}.csv", dataset_csv),
    Entry("/open-data/{dataset}.json", dataset_json),
    Entry("/open-data/{dataset}.xlsx", dataset_xlsx),
    Entry("/open-data/{dataset}.geojson", dataset_geojson),
    Entry("/open-data/{dataset}/schema.json", dataset_schema),
    Entry("/open-data/{dataset}/cp932-lost.csv", dataset_lost),
    Entry("/api/v1/openapi.json", api_description),
    Entry("/api/v1/classes", api_classes),
    Entry("/api/v1/classes/{lesson_id:int}", api_class),
    Entry("/api/v1/centres", api_centres),
    Entry("/api/v1/centres/{centre_id:int}", api_centre),
    Entry("/api/v1/results", api_results),
    Entry("/sitemap.xml", sitemap),
]
