"""Pages that do what a server must cope with, for the tests of serving."""

import threading
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path, reverse

hold = threading.Event()
entered = threading.Semaphore(0)
pieces_made: list[int] = []


def echo(request: HttpRequest) -> HttpResponse:
    return JsonResponse(
        {
            "method": request.method,
            "path": request.path,
            "length": len(request.body),
            "form": request.POST.dict(),
            "forwarded": request.headers.get("X-Forwarded-For", ""),
            "home": reverse("echo"),
            "thread": threading.current_thread().name,
        }
    )


def slow(request: HttpRequest) -> HttpResponse:
    entered.release()
    hold.wait(10)
    return HttpResponse("done")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            pieces_made.append(number)
            yield b"x" * 100_000

    return StreamingHttpResponse(pieces())


def cookies(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("two")
    response.set_cookie("a", "1", httponly=True)
    response.set_cookie("b", "2")
    return response


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a view that fails")


urlpatterns = [
    path("echo", echo, name="echo"),
    path("slow", slow),
    path("stream", stream),
    path("cookies", cookies),
    path("broken", broken),
]
