import { describe, test } from 'vitest';
import { timeline } from './timeline.ts';

/* Every row of the table above `detect`, as subscribers live it. */

describe('never read', () => {
  test('and healthy: stored, nothing told', () =>
    timeline(`
      0 | healthy |  | healthy
    `));
  test('and quarantined: began at first sight', () =>
    timeline(`
      0 | quarantined since 0 | began 0 firstSight | quarantined
    `));
  test('and gone, unreadable or not watched: not even stored', () =>
    timeline(`
       0 | no such principal  |  | unknown
       5 | answered 503       |  | unknown
      10 | healthy; WATCH without it |  | unknown
    `));
});

describe('without status', () => {
  test('at first sight: known, and its begin is told at the next poll', () =>
    timeline(`
       0 | no status           |                  | healthy
       5 | quarantined since 4 | began 4 observed | quarantined
    `));
  test('in quarantine: suspended, nothing told, however often', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | no status           |                           | quarantined, suspended
      15 | no status           |                           | quarantined, suspended
      20 | healthy             |
      25 | healthy             | cleared 4 recovered 5..20 | healthy
    `));
});

describe('healthy', () => {
  test('then quarantined: began at the first answer', () =>
    timeline(`
      0 | healthy             |
      5 | quarantined since 4 | began 4 observed | quarantined
    `));
  test('then quarantined without a usable series: began, named by the minute of first sight', () =>
    timeline(`
       0 | healthy                  |
       5 | quarantined, no series   | began 5 observed
      10 | healthy                  |
      15 | healthy                  | cleared 5 recovered 5..10
      20 | quarantined since year 1 | began 20 observed, occurrence 2
    `));
  test('then quarantined with a series told before: began again once a second poll confirms it', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |
      15 | healthy             | cleared 4 recovered 5..10
      20 | quarantined since 4 |                                 | healthy, perhaps quarantined
      25 | quarantined since 4 | began 4 confirmed, occurrence 2 | quarantined
      30 | healthy             |
      35 | healthy             | cleared 4 recovered 25..30, occurrence 2
      40 | quarantined since 38 | began 38 observed
    `));
  test('then gone: removed once a second poll confirms it, without an event', () =>
    timeline(`
       0 | healthy; a healthy one beside it |
       5 | an empty list                    |  | healthy, perhaps gone
      10 | an empty list                    |  | removed
    `));
  test('then missing in a list twice, though its id is known: it was never gone', () =>
    timeline(`
       0 | healthy; a healthy one beside it |
       5 | not found                        |  | healthy
      10 | not found                        |  | healthy
    `));
  test('then paused, disabled or with an object of blanks: still healthy', () =>
    timeline(`
       0 | healthy         |
       5 | paused          |  | healthy
      10 | disabled        |  | healthy
      15 | default structs |  | healthy
    `));
});

describe('quarantined', () => {
  test('and again with a series that is the same, in other digits, earlier or unusable: nothing told', () =>
    timeline(`
       5 | quarantined since 4                  | began 4 firstSight
      10 | quarantined since 4, retried         |
      15 | quarantined since 4, in other digits |
      20 | quarantined since 1                  |
      25 | quarantined, no series               |
      30 | quarantined since year 1             |  | quarantined
    `));
  test('with a later series: cleared by inference, then began, both at once', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | quarantined since 8 | cleared 4 superseded 5..8; began 8 observed | quarantined
    `));
  test('then running without quarantine: cleared when a second poll confirms it', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |                           | quarantined, perhaps recovered
      15 | healthy             | cleared 4 recovered 5..10 | healthy
    `));
  test('then running without quarantine at two polls that lie too close: cleared at a third', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |
      11 | healthy             |
      12 | healthy             | cleared 4 recovered 5..10
    `));
  test('then waiting for its first cycle: cleared in the same way', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | not run yet         |
      15 | not run yet         | cleared 4 recovered 5..10
    `));
  test('then without quarantine but not running: suspended, nothing told, however often', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | paused              |  | quarantined, suspended
      15 | paused              |  | quarantined, suspended
      20 | disabled            |  | quarantined, suspended
      25 | not configured      |  | quarantined, suspended
      30 | hibernating         |  | quarantined, suspended
    `));
  test('then gone: cleared as removed once a second poll confirms it', () =>
    timeline(`
       5 | quarantined since 4; a healthy one beside it | began 4 firstSight
      10 | no such principal                            |                         | quarantined, perhaps gone
      15 | no such principal                            | cleared 4 removed 5..10 | removed
    `));
  test('then gone while nothing else can be read: cleared as removed when that has stood for a day', () =>
    timeline(`
         5 | quarantined since 4 | began 4 firstSight
        10 | an empty list       |                         | quarantined, unreadable (massRemoval)
        15 | an empty list       |                         | quarantined, unreadable (massRemoval)
      1450 | an empty list       |                         | quarantined, perhaps gone, unreadable (massRemoval)
      1455 | an empty list       | cleared 4 removed 5..1450 | removed
    `));
});

describe('removed', () => {
  test('and still gone, or back and healthy: nothing told', () =>
    timeline(`
       0 | healthy; a healthy one beside it |
       5 | an empty list                    |
      10 | an empty list                    |  | removed
      15 | an empty list                    |  | removed
      20 | healthy                          |  | healthy
    `));
  test('and back in an old quarantine that is answered now and then: began again when a second answer shows it', () =>
    timeline(`
       5 | quarantined since 4; a healthy one beside it | began 4 firstSight
      10 | no such principal   |
      15 | no such principal   | cleared 4 removed 5..10         | removed
      20 | quarantined since 4 |                                 | healthy, perhaps quarantined
      25 | answered 503        |                                 | healthy, perhaps quarantined, unreadable (http503)
      30 | quarantined since 4 | began 4 confirmed, occurrence 2 | quarantined
    `));
});

describe('in any state', () => {
  test('what cannot be read is only marked', () =>
    timeline(`
       0 | healthy             |
       5 | answered 500        |                  | healthy, unreadable (http500)
      10 | quarantined since 9 | began 9 observed | quarantined
      15 | malformed           |                  | quarantined, unreadable (malformed)
      20 | no answer           |                  | quarantined, unreadable (timeout)
    `));
  test('what is no longer watched is only marked', () =>
    timeline(`
       5 | quarantined since 4       | began 4 firstSight
      10 | healthy; WATCH without it |  | quarantined, unwatched
      15 | healthy                   |  | quarantined, unwatched
    `));
  test('a job that is paused in quarantine counts, as the reference example does', () =>
    timeline(`
       0 | the reference example        | began 0 firstSight
       5 | paused in quarantine since 4 |
      10 | paused                       |  | quarantined, suspended
    `));
});
