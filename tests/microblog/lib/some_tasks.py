"""Work for the tests of jobs, where a worker can import it."""

from django_tasks import task

from microblog.lib.jobs import every, retried

done: list[str] = []
failures_left = 0


@task()
def say(word: str) -> None:
    done.append(word)


@every("30 3 * * *")
@task()
def nightly() -> None:
    done.append("nightly")


@retried(2, first_wait=60)
@task()
def stumble() -> None:
    global failures_left
    if failures_left:
        failures_left -= 1
        raise RuntimeError("not yet")
    done.append("walked")


@task()
def fall() -> None:
    raise RuntimeError("never")
