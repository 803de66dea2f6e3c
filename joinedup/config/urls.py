"""Every page's address: made from the table of pages, in its order, and from nothing else."""

from django.urls import URLPattern, URLResolver

from joinedup.faces.screens.pages import PAGES

urlpatterns: list[URLPattern | URLResolver] = [page.url() for page in PAGES]

handler400 = "joinedup.faces.screens.errors.bad_request"
handler403 = "joinedup.faces.screens.errors.no_permission"
handler404 = "joinedup.faces.screens.errors.not_found"
handler500 = "joinedup.faces.screens.errors.our_fault"
