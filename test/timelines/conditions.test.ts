import { describe, test } from 'vitest';
import { timeline } from './timeline.ts';

/* Every row of the table above `detect` for halts, late jobs and failing objects, and what they and a quarantine mean for each other. */

describe('never read', () => {
  test('and gone, unreadable or not watched: not even stored', () =>
    timeline(`
       0 | CONDITIONS all; no such principal |  | unknown
       5 | answered 503                      |  | unknown
      10 | paused; WATCH without it          |  | unknown
    `));
});

describe('never assessed', () => {
  test('and nothing wrong: stored, nothing sent', () =>
    timeline(`
      0 | CONDITIONS all; ran at 0 |  | healthy
    `));
  test('and nothing to be concluded: stored, and unknown', () =>
    timeline(`
      0 | CONDITIONS all; no status |  | unknown
    `));
  test('and stopped: began at first sight, once it was so for half an hour', () =>
    timeline(`
       0 | CONDITIONS all; paused |                                  | halted, perhaps halted
      29 | no change              |                                  | halted, perhaps halted
      30 | no change              | halt began 0 firstSight, paused  | halted
      35 | no change              |                                  | halted
    `));
  test('and in its first cycle for too long: two days after the first sight', () =>
    timeline(`
         0 | CONDITIONS all; first cycle |  | starting
      2880 | no change                   |  | starting
      2881 | no change                   |  | overdue, perhaps overdue
      2886 | no change                   | overdue began 2881 confirmed, initialCycle by 2880 | overdue
    `));
  test('and failing: began at first sight, once another execution shows it', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0; 20 objects fail |                                     | failing, perhaps failing
       6 | no change                                 |                                     | failing, perhaps failing
      41 | ran at 40                                 | failures began 1 firstSight, 20     | failing
    `));
});

describe('closed', () => {
  test('then stopped: doubt, and began when it was so for half an hour', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |                                | halted, perhaps halted
      34 | paused                  |                                | halted, perhaps halted
      35 | paused                  | halt began 5 confirmed, paused | halted
    `));
  test('then stopped and running again within half an hour, as for planned work: nothing sent', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      30 | healthy                 |  | healthy
      35 | disabled                |  | halted, perhaps halted
      40 | not run yet             |  | healthy
    `));
  test('then stopped for half an hour in which it ran all the same: the half hour begins anew', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
       5 | paused                   |
      20 | ran at 19                |
      25 | paused                   |
      54 | paused                   |
      55 | paused                   | halt began 25 confirmed, paused
    `));
  test('then late: began when a second poll confirms it', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     240 | no change                |  | healthy
     241 | no change                |  | overdue, perhaps overdue
     242 | no change                |  | overdue, perhaps overdue
     243 | no change                | overdue began 241 confirmed, notRunning by 240 | overdue
    `));
  test('then late for one answer: nothing sent', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     241 | no change                |  | overdue, perhaps overdue
     246 | ran at 242               |  | healthy
    `));
  test('then late, though nobody knows yet whether it runs on its schedule: shown, nothing sent', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
     201 | no change                |  | overdue, perhaps overdue
     206 | no change                |  | overdue
     300 | ran at 299               |  | healthy
    `));
  test('then behind for two days of runs: began when a second poll confirms it', () =>
    timeline(`
         1 | CONDITIONS all; ran at 0 |
      1440 | ran at 1439, behind      |  | healthy
      2881 | ran at 2880, behind      |  | healthy
      2921 | ran at 2920, behind      |  | overdue, perhaps overdue
      2926 | no change                | overdue began 2921 confirmed, backlog by 2881 | overdue
    `));
  test('then failing: began when another execution shows it, and no sooner', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0   |
      41 | ran at 40; 10 objects fail |  | failing, perhaps failing
      51 | no change                  |  | failing, perhaps failing
      81 | ran at 80                  | failures began 41 confirmed, 10 | failing
    `));
  test('then failing in one execution only: nothing sent', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0   |
      41 | ran at 40; 10 objects fail |  | failing, perhaps failing
      81 | ran at 80; 9 objects fail  |  | healthy
     121 | ran at 120; 10 objects fail |
    `));
  test('then with ten of very many failing: that is not even a hundredth', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0; of 2000 objects |
      41 | ran at 40; 19 objects fail                |  | healthy
      81 | ran at 80; 20 objects fail                |  | failing, perhaps failing
     121 | ran at 120                                | failures began 81 confirmed, 20 of 2000 | failing
    `));
  test('then with words that say neither: nothing sent, and not healthy', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |  | halted, perhaps halted
      10 | hibernating             |  | unknown
      40 | paused                  |  | halted, perhaps halted
    `));
});

describe('open', () => {
  test('and the same: nothing sent', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | paused                  | halt began 5 confirmed, paused
      40 | paused                  |
     400 | paused                  |  | halted
    `));
  test('and for another reason: learnt by two polls, nothing sent', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | paused                  | halt began 5 confirmed, paused
      40 | not configured          |  | halted, perhaps halted otherwise
      45 | not configured          |  | halted
    `));
  test('and with ten times as many failing: changed, where that is wanted', () =>
    timeline(`
       1 | CONDITIONS all; EMIT_CHANGED on; ran at 0 |
      41 | ran at 40; 10 objects fail   |
      81 | ran at 80                    | failures began 41 confirmed, 10
     121 | ran at 120; 99 objects fail  |
     161 | ran at 160; 100 objects fail |  | failing, perhaps failing otherwise
     166 | no change                    | failures changed 41 from 10 to 100 | failing
    `));
  test('halt: then running, cleared when a second poll confirms it', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | paused                  | halt began 5 confirmed, paused
      40 | healthy                 |                             | halted, perhaps resumed
      45 | healthy                 | halt cleared 5 resumed 35..40 | healthy
    `));
  test('halt: then running once, and stopped again: nothing sent', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | paused                  | halt began 5 confirmed, paused
      40 | healthy                 |
      45 | paused                  |  | halted
      50 | healthy                 |
      55 | healthy                 | halt cleared 5 resumed 45..50
    `));
  test('halt: then with words that say neither, cleared by nothing', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | paused                  | halt began 5 confirmed, paused
      40 | hibernating             |
      45 | no status               |
      50 | hibernating             |  | halted
    `));
  test('overdue: then with a newer run on time, cleared by one poll', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     241 | no change                |
     246 | no change                | overdue began 241 confirmed, notRunning by 240
     500 | ran at 300               |                                       | overdue
     505 | ran at 503               | overdue cleared 241 caughtUp 500..505 | healthy
    `));
  test('overdue: a backlog is over with a newer steady state', () =>
    timeline(`
         1 | CONDITIONS all; ran at 0 |
      2921 | ran at 2920, behind      |
      2926 | no change                | overdue began 2921 confirmed, backlog by 2881
      2961 | ran at 2960, behind      |  | overdue
      3001 | ran at 3000              | overdue cleared 2921 caughtUp 2961..3001 | healthy
    `));
  test('overdue: then stopped, suspended until the halt is proven, which takes its place', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     241 | no change                |
     246 | no change                | overdue began 241 confirmed, notRunning by 240
     250 | paused                   |  | halted, overdue, perhaps halted
     280 | paused                   | halt began 250 confirmed, paused; overdue cleared 241 halted 246..280 | halted
    `));
  test('overdue: then quarantined, which takes its place at once', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     241 | no change                |
     246 | no change                | overdue began 241 confirmed, notRunning by 240
     250 | quarantined since 248    | began 248 observed; overdue cleared 241 quarantined 246..250 | quarantined
    `));
  test('failures: then a day of executions below half, cleared', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0   |
      41 | ran at 40; 20 objects fail |
      81 | ran at 80                  | failures began 41 confirmed, 20
     121 | ran at 120; 4 objects fail |  | failing, perhaps mended
     161 | ran at 160                 |  | failing, perhaps mended
    1560 | ran at 1559                |
    1561 | ran at 1560                | failures cleared 41 recovered 81..121 | healthy
    `));
  test('failures: half as many as it takes begin the day anew', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0    |
      41 | ran at 40; 20 objects fail  |
      81 | ran at 80                   | failures began 41 confirmed, 20
     121 | ran at 120; 4 objects fail  |
    1000 | ran at 999; 5 objects fail  |  | failing
    1561 | ran at 1560; 4 objects fail |  | failing, perhaps mended
    3001 | ran at 3000                 | failures cleared 41 recovered 1000..1561
    `));
  test('failures: an execution that failed as a whole counts nothing, and proves nothing', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0   |
      41 | ran at 40; 20 objects fail |
      81 | ran at 80                  | failures began 41 confirmed, 20
     121 | ran at 120, failed as a whole |  | failing
    2881 | ran at 2880, failed as a whole |  | failing
    `));
});

describe('in any state', () => {
  test('gone: cleared as removed once a second poll confirms it, the job last', () =>
    timeline(`
       0 | CONDITIONS all; healthy; a healthy one beside it |
       5 | paused            |
      35 | paused            | halt began 5 confirmed, paused
      40 | no such principal |  | halted, perhaps gone
      45 | no such principal | halt cleared 5 removed 35..40; job removed 35..40 | removed
    `));
  test('gone: a doubt of a begin is dropped', () =>
    timeline(`
       0 | CONDITIONS all; healthy; a healthy one beside it |
       5 | paused            |  | halted, perhaps halted
      10 | no such principal |  | unknown, perhaps gone
      20 | paused            |  | halted, perhaps halted
      49 | paused            |
      50 | paused            | halt began 20 confirmed, paused
    `));
  test('gone: a job that never ran goes without a word', () =>
    timeline(`
       0 | CONDITIONS all; created; a healthy one beside it |  | notStarted
       5 | no such principal |
      10 | no such principal |  | removed
    `));
  test('unreadable: only marked, and a doubt neither advances nor is forgotten', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      20 | answered 503            |  | unknown, perhaps halted, unreadable (http503)
      40 | answered 403            |  | unknown, perhaps halted, unreadable (http403)
      45 | paused                  | halt began 5 confirmed, paused
      50 | answered 500            |  | halted, unreadable (http500)
      90 | answered 500            |
      95 | healthy                 |
     100 | healthy                 | halt cleared 5 resumed 45..95
    `));
  test('unwatched: only marked, and the clear is still owed', () =>
    timeline(`
       0 | CONDITIONS all; healthy   |
       5 | paused                    |
      35 | paused                    | halt began 5 confirmed, paused
      40 | healthy; WATCH without it |  | unwatched, halted, unwatched
      45 | WATCH with it             |
      50 | healthy                   | halt cleared 5 resumed 35..45
    `));
});

describe('a quarantine and a halt', () => {
  test('a job that is stopped in quarantine is both, and started again it is in quarantine', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | quarantined since 4     | began 4 observed | quarantined
      10 | paused                  |                  | quarantined, suspended, perhaps halted
      40 | paused                  | halt began 10 confirmed, paused in quarantine | quarantined, halted, suspended
      45 | quarantined since 4     |
      50 | quarantined since 4     | halt cleared 10 resumed 40..45 | quarantined
    `));
  test('a job that is stopped in quarantine and started mended: both end, the quarantine first', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | quarantined since 4     | began 4 observed
      10 | paused                  |
      40 | paused                  | halt began 10 confirmed, paused in quarantine
      45 | healthy                 |
      50 | healthy                 | cleared 4 recovered 5..45; halt cleared 10 resumed 40..45 | healthy
    `));
  test('a job that is stopped and answers a quarantine is both, the quarantine first', () =>
    timeline(`
       0 | CONDITIONS all; healthy         |
       5 | paused                          |
      35 | disabled in quarantine since 34 | began 34 observed; halt began 5 confirmed, disabled in quarantine | quarantined, halted
      40 | paused and disabled             |  | quarantined, halted, suspended, perhaps halted otherwise
    `));
  test('Entra gives up after four weeks, and the code and the object stay', () =>
    timeline(`
          0 | CONDITIONS all; healthy        |
          5 | quarantined since 4            | began 4 observed
      38000 | quarantined since 4            |
      40324 | disabled in quarantine since 4 |
      40354 | no change                      | halt began 40324 confirmed, disabledInQuarantine in quarantine | quarantined, halted
      40400 | healthy                        |
      40405 | healthy                        | cleared 4 recovered 40354..40400; halt cleared 40324 resumed 40354..40400 | healthy
    `));
  test('Entra gives up after four weeks, and it is paused without an object', () =>
    timeline(`
          0 | CONDITIONS all; healthy |
          5 | quarantined since 4     | began 4 observed
      38000 | quarantined since 4     |
      40324 | paused and disabled     |  | quarantined, suspended, perhaps halted
      40354 | no change               | halt began 40324 confirmed, disabledInQuarantine in quarantine | quarantined, halted, suspended
      50000 | no change               |
      50005 | healthy                 |
      50010 | healthy                 | cleared 4 recovered 38000..50005; halt cleared 40324 resumed 50000..50005
    `));
  test('somebody disables it in the second week: that is no end that Entra made', () =>
    timeline(`
          0 | CONDITIONS all; healthy        |
          5 | quarantined since 4            | began 4 observed
      15000 | disabled in quarantine since 4 |
      15030 | no change                      | halt began 15000 confirmed, disabled in quarantine
      45000 | no change                      |  | quarantined, halted
    `));
  test('a later series while it is stopped: the quarantine begins anew, the halt goes on', () =>
    timeline(`
       0 | CONDITIONS all; healthy         |
       5 | disabled in quarantine since 4  | began 4 observed
      35 | no change                       | halt began 5 confirmed, disabled in quarantine
      40 | disabled in quarantine since 38 | cleared 4 superseded 35..38; began 38 observed | quarantined, halted
    `));
});

describe('failing objects beside others', () => {
  test('a quarantine and its end: the failing objects outlast both', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0   |
      41 | ran at 40; 20 objects fail |
      81 | ran at 80                  | failures began 41 confirmed, 20
      85 | quarantined since 84       | began 84 observed | quarantined, failing
     121 | ran at 120                 |                   | quarantined, failing, perhaps recovered
     126 | no change                  | cleared 84 recovered 85..121 | failing
    `));
  test('a job that is late and failing is both, the late one first', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0   |
      41 | ran at 40; 20 objects fail |
      81 | ran at 80                  | failures began 41 confirmed, 20
     241 | no change                  |
     246 | no change                  | overdue began 241 confirmed, notRunning by 240 | overdue, failing
     300 | ran at 299                 | overdue cleared 241 caughtUp 246..300 | failing
    `));
  test('late, failing and gone: all end, in their order, and the job last', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0; a healthy one beside it |
      41 | ran at 40; 20 objects fail |
      81 | ran at 80                  | failures began 41 confirmed, 20
     241 | no change                  |
     246 | no change                  | overdue began 241 confirmed, notRunning by 240
     250 | no such principal          |
     255 | no such principal          | overdue cleared 241 removed 246..250; failures cleared 41 removed 246..250; job removed 246..250 | removed
    `));
  test('all four in the life of one job', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0       |
      41 | ran at 40; 20 objects fail     |
      81 | ran at 80                      | failures began 41 confirmed, 20
     241 | no change                      |
     246 | no change                      | overdue began 241 confirmed, notRunning by 240
     250 | paused                         |
     280 | disabled in quarantine since 279 | began 279 observed; halt began 250 confirmed, disabled in quarantine; overdue cleared 241 halted 246..280 | quarantined, halted, failing
    `));
});

describe('what is published', () => {
  test('nothing but quarantines, where nobody asked: the others are shown all the same', () =>
    timeline(`
       0 | CONDITIONS quarantine; healthy; a healthy one beside it |
       5 | paused              |
      35 | paused              |  | halted
      40 | quarantined since 38 | began 38 observed | quarantined, halted, perhaps resumed
      45 | no such principal   |
      50 | no such principal   | cleared 38 removed 40..45 | removed
    `));
  test('switched on while something is open: nothing is sent of it, not even its end', () =>
    timeline(`
       0 | CONDITIONS quarantine; healthy |
       5 | paused                         |
      35 | paused                         |
      40 | CONDITIONS all; healthy        |
      45 | healthy                        |  | healthy
      50 | paused                         |
      80 | paused                         | halt began 50 confirmed, paused, occurrence 2
    `));
  test('switched on while a begin is in doubt: it is sent whole', () =>
    timeline(`
       0 | CONDITIONS quarantine; healthy |
       5 | paused                         |
      35 | CONDITIONS all                 | halt began 5 confirmed, paused
      40 | healthy                        |
      45 | healthy                        | halt cleared 5 resumed 35..40
    `));
  test('switched off while something is open: its end is still sent', () =>
    timeline(`
       0 | CONDITIONS all; healthy        |
       5 | paused                         |
      35 | paused                         | halt began 5 confirmed, paused
      40 | CONDITIONS quarantine; healthy |
      45 | healthy                        | halt cleared 5 resumed 35..40
      50 | paused                         |
      80 | paused                         |  | halted
    `));
  test('switched off while a begin is in doubt: nothing is sent', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | CONDITIONS quarantine   |  | halted
      40 | CONDITIONS all; healthy |
      45 | healthy                 |  | healthy
    `));
});
