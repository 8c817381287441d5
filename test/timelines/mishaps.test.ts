import { describe, test } from 'vitest';
import { timeline } from './timeline.ts';

describe('Graph fails', () => {
  test('an outage in the middle: the clear is late, and its bounds hold the truth', () =>
    timeline(`
       0 | healthy             |
       5 | quarantined since 4 | began 4 observed
      10 | no answer           |
      15 | answered 503        |
      20 | healthy             |
      25 | healthy             | cleared 4 recovered 5..20
    `));
  test('an outage between the two answers of a recovery neither confirms nor forgets the first', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |
      15 | answered 503        |
      20 | answered 429        |  | quarantined, perhaps recovered, unreadable (http429)
      25 | healthy             | cleared 4 recovered 5..10
    `));
  test('a lost permission while quarantined clears nothing, however long', () =>
    timeline(`
        5 | quarantined since 4 | began 4 firstSight
       10 | answered 401        |  | quarantined, unreadable (http401)
      100 | answered 401        |
      105 | answered 403        |
      900 | quarantined since 4 |  | quarantined
    `));
  test('a list that is cut, or holds a job without an id, proves no absence', () =>
    timeline(`
       5 | quarantined since 4; a healthy one beside it | began 4 firstSight
      10 | an empty page, then cut |  | quarantined, unreadable (http503)
      15 | an empty page, then cut |  | quarantined, unreadable (http503)
      20 | quarantined since 4     |  | quarantined
    `));
  test('a list that holds a job without an id proves no absence: the job is asked for by its id', () =>
    timeline(`
       5 | quarantined since 4; a healthy one beside it | began 4 firstSight
      10 | a nameless job beside it |  | quarantined
      15 | healthy                  |  | quarantined, perhaps recovered
      20 | healthy                  | cleared 4 recovered 10..15
    `));
  test('an old replica answers a quarantine that is over: once is not told', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |
      15 | healthy             | cleared 4 recovered 5..10
      20 | quarantined since 4 |  | healthy, perhaps quarantined
      25 | healthy             |  | healthy
      30 | quarantined since 4 |
      35 | healthy             |
    `));
  test('an old replica answers as before the quarantine: once clears nothing', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |
      15 | quarantined since 4 |  | quarantined
      20 | healthy             |
      25 | quarantined since 4 |
      30 | an empty list       |
      35 | healthy             |
      40 | an empty list       |
    `));
  test('a series that is missing at first and appears later belongs to the same episode', () =>
    timeline(`
       5 | quarantined, no series | began 5 firstSight
      10 | quarantined since 4    |
      15 | quarantined, no series |
      20 | quarantined since 19   | cleared 5 superseded 15..19; began 19 observed
    `));
});

describe('an admin acts', () => {
  test('a pause and a resume: the clear waits for the job to run', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | paused              |  | quarantined, suspended
      15 | healthy             |
      20 | paused              |
      25 | healthy             |
      30 | healthy             | cleared 4 recovered 5..25
    `));
  test('a resume into the same quarantine tells nothing', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | paused              |
      15 | quarantined since 4 |  | quarantined
    `));
  test('a job is removed and comes back: its old quarantine needs two answers, a new one needs one', () =>
    timeline(`
       5 | quarantined since 4; a healthy one beside it | began 4 firstSight
      10 | an empty list        |
      15 | an empty list        | cleared 4 removed 5..10
      20 | quarantined since 4  |
      25 | quarantined since 4  | began 4 confirmed, occurrence 2
      30 | no such principal    |
      35 | no such principal    | cleared 4 removed 25..30, occurrence 2
      40 | healthy              |
      45 | quarantined since 42 | began 42 observed
    `));
  test('a job that is away for one poll was never gone', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | an empty list       |
      15 | quarantined since 4 |
      20 | an empty list       |
      25 | quarantined since 4 |  | quarantined
    `));
  test('a restart that lifts the quarantine between two polls is told as superseded', () =>
    timeline(`
       5 | quarantined since 4  | began 4 firstSight
      10 | healthy              |
      15 | quarantined since 13 | cleared 4 superseded 5..10; began 13 observed
      20 | quarantined since 18 | cleared 13 superseded 15..18; began 18 observed
    `));
  test('WATCH is narrowed and widened again: the clear is still owed', () =>
    timeline(`
       5 | quarantined since 4       | began 4 firstSight
      10 | healthy; WATCH without it |  | quarantined, unwatched
      15 | healthy                   |
      20 | WATCH with it             |  | quarantined, perhaps recovered
      25 | healthy                   | cleared 4 recovered 5..20
    `));
  test('WATCH is narrowed and widened while the quarantine lasts: it is not told twice', () =>
    timeline(`
       5 | quarantined since 4                   | began 4 firstSight
      10 | quarantined since 4; WATCH without it |
      15 | WATCH with it                         |  | quarantined
    `));
});

describe('the ground shakes', () => {
  test('the clock is set back: a doubt from the future starts anew', () =>
    timeline(`
        5 | quarantined since 4 | began 4 firstSight
      100 | healthy             |  | quarantined, perhaps recovered
       20 | healthy             |  | quarantined, perhaps recovered
       25 | healthy             | cleared 4 recovered 5..20
    `));
  test('the table is lost: an open quarantine is told again as a new event of its episode, a clear in the gap is not told', () =>
    timeline(`
       5 | quarantined since 4                             | began 4 firstSight
      10 | table lost; quarantined since 4                 | began 4 firstSight
      15 | table lost; quarantined since 4, in other digits | began 4 firstSight
      20 | table lost; healthy                             |
      25 | healthy                                         |  | healthy
    `));
  test('the table is lost after an episode was told twice: its clear is a new event, which nobody takes for a repeat', () =>
    timeline(`
       5 | quarantined since 4 | began 4 firstSight
      10 | healthy             |
      15 | healthy             | cleared 4 recovered 5..10
      20 | quarantined since 4 |
      25 | quarantined since 4 | began 4 confirmed, occurrence 2
      30 | table lost          | began 4 firstSight
      35 | healthy             |
      40 | healthy             | cleared 4 recovered 30..35
    `));
  test('the table is set back: no sequence and no id is used twice', () =>
    timeline(`
       0 | healthy              |
       5 | table kept; quarantined since 4 | began 4 observed
      10 | healthy              |
      15 | healthy              | cleared 4 recovered 5..10
      20 | table set back; quarantined since 19 | began 19 observed
    `));
  test('the bus is down: everything is told when it is back, in order', () =>
    timeline(`
       5 | bus down; quarantined since 4 |
      10 | healthy                       |
      15 | healthy                       |
      20 | bus up                        | began 4 firstSight; cleared 4 recovered 5..10
    `));
  test('too many jobs vanish at once: none of them is taken as removed before a day has passed', () =>
    timeline(`
         5 | quarantined since 4; 6 others healthy  | began 4 firstSight
        10 | no such principal; the others gone     |  | quarantined, unreadable (massRemoval)
        15 | no such principal                      |  | quarantined, unreadable (massRemoval)
       700 | answered 503                           |
      1440 | no such principal                      |  | quarantined, unreadable (massRemoval)
      1450 | no such principal                      |  | quarantined, perhaps gone, unreadable (massRemoval)
      1455 | no such principal                      | cleared 4 removed 5..1450
    `));
  test('too many jobs vanish and all but one come back: that one is not taken as removed before a day has passed', () =>
    timeline(`
         5 | quarantined since 4; 6 others healthy  | began 4 firstSight
        10 | no such principal; the others gone     |  | quarantined, unreadable (massRemoval)
        15 | 6 others healthy                       |  | quarantined, unreadable (massRemoval)
      1440 | no such principal                      |  | quarantined, unreadable (massRemoval)
      1450 | no such principal                      |  | quarantined, perhaps gone, unreadable (massRemoval)
      1455 | no such principal                      | cleared 4 removed 5..1450
    `));
  test('too many jobs vanish and come back: nothing was ever gone', () =>
    timeline(`
       5 | quarantined since 4; 6 others healthy  | began 4 firstSight
      10 | no such principal; the others gone     |
      15 | quarantined since 4; 6 others healthy  |  | quarantined
      20 | healthy                                |
      25 | healthy                                | cleared 4 recovered 15..20
    `));
});
