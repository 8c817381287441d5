import { describe, test } from 'vitest';
import { timeline } from './timeline.ts';

/* Days in the life of jobs, and of those who look after them. */

describe('an admin', () => {
  test('pauses, switches the way to sign in and starts, as the guide for SuccessFactors says: one halt, and nothing is late after it', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     100 | paused                   |  | halted, perhaps halted
     130 | paused                   | halt began 100 confirmed, paused | halted
     200 | not configured           |  | halted, perhaps halted otherwise
     205 | not configured           |  | halted
     400 | ran at 80                |  | halted, perhaps resumed
     405 | no change                | halt cleared 100 resumed 205..400 | healthy
     560 | no change                |  | healthy
     565 | ran at 562               |  | healthy
    `));
  test('pauses, switches and restarts, and the first cycle begins anew', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
     100 | paused                   |
     130 | paused                   | halt began 100 confirmed, paused
     400 | started anew             |
     405 | no change                | halt cleared 100 resumed 130..400 | starting
    `));
  test('is done with it within half an hour: nobody hears of it', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
     100 | paused                   |
     125 | paused                   |
     129 | ran at 80                |  | healthy
     134 | no change                |  | healthy
    `));
  test('starts it, and it never runs again: then it is late, from when it was started', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
     100 | paused                   |
     130 | paused                   | halt began 100 confirmed, paused
     400 | ran at 80                |
     405 | no change                | halt cleared 100 resumed 130..400
     560 | no change                |  | healthy
     561 | no change                |  | overdue, perhaps overdue
     566 | no change                | overdue began 561 confirmed, notRunning by 560
    `));
  test('sets up a job and starts it later: nobody hears of it', () =>
    timeline(`
       0 | CONDITIONS all; created |  | notStarted
    3000 | created                 |  | notStarted
    3005 | started                 |  | starting
    3010 | first cycle             |  | starting
    5000 | first cycle             |  | starting
    5500 | ran at 5499             |  | healthy
    `));
  test('sets up a job, starts it and stops it in its first cycle: that is a halt', () =>
    timeline(`
       0 | CONDITIONS all; created |  | notStarted
       5 | first cycle             |  | starting
      10 | created                 |  | halted, perhaps halted
      40 | created                 | halt began 10 confirmed, paused | halted
    `));
  test('has a job that runs when somebody uploads: it may be idle for weeks', () =>
    timeline(`
        0 | CONDITIONS all; uploaded |  | healthy
     1440 | uploaded                 |  | healthy
    57600 | uploaded                 |  | healthy
    `));
  test('deletes a job that ran: it is gone in two polls', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0; a healthy one beside it |
       5 | no such principal |
      10 | no such principal | job removed 1..5 | removed
      15 | no such principal |                  | removed
    `));
});

describe('Entra', () => {
  test('throws away its list of failed objects in the first cycle, and pauses the job after it', () =>
    timeline(`
       0 | CONDITIONS all; first cycle              |  | starting
       5 | first cycle, errors pruned               |  | starting
     200 | paused in its first cycle, errors pruned |  | halted, perhaps halted
     230 | no change                                | halt began 200 confirmed, escrowsPruned | halted
    `));
  test('falls behind, and one run with failing objects too shows both: in the order of conditions', () =>
    timeline(`
         1 | CONDITIONS all; ran at 0                |
      2921 | ran at 2920, behind; 20 objects fail    |  | overdue, perhaps overdue, perhaps failing
      2961 | ran at 2960, behind                     | overdue began 2921 confirmed, backlog by 2881; failures began 2921 confirmed, 20 | overdue, failing
    `));
  test('stands still, and all jobs with it: nothing is sent before it has lasted for four hours', () =>
    timeline(`
       1 | CONDITIONS all; 20 others, all ran at 0 |
      41 | all ran at 40 |
      81 | all ran at 80 |
     240 | no change     |  | healthy
     241 | no change     |  | overdue, perhaps overdue
     246 | no change     |  | overdue
     480 | no change     |  | overdue
     481 | no change     | overdue began 241 confirmed, notRunning by 240, mass delay; 20 others: overdue began 241 confirmed, notRunning by 240, mass delay | overdue
     600 | all ran at 599 | overdue cleared 241 caughtUp 481..600; 20 others: overdue cleared 241 caughtUp 481..600 | healthy
    `));
  test('stands still for less than four hours: nothing is ever sent of it', () =>
    timeline(`
       1 | CONDITIONS all; 20 others, all ran at 0 |
      41 | all ran at 40  |
      81 | all ran at 80  |
     241 | no change      |
     246 | no change      |  | overdue
     400 | all ran at 398 |  | healthy
     440 | all ran at 438 |  | healthy
    `));
  test('stands still for all but a few: those are no mass, and their delays are sent one by one', () =>
    timeline(`
       1 | CONDITIONS all; 20 others, all ran at 0 |
      41 | all ran at 40         |
      81 | all ran at 80         |
     121 | the others ran at 120 |
     241 | the others ran at 240 |
     246 | no change             | overdue began 241 confirmed, notRunning by 240 | overdue
    `));
  test('stands still for one job first: its delay was sent before it was clear that it is not alone', () =>
    timeline(`
       1 | CONDITIONS all; 20 others, all ran at 0 |
      41 | all ran at 40         |
      81 | all ran at 80         |
     121 | the others ran at 120 |
     241 | no change             |
     246 | no change             | overdue began 241 confirmed, notRunning by 240 | overdue
     281 | no change             |
     286 | no change             |
     400 | all ran at 399        | overdue cleared 241 caughtUp 286..400 | healthy
    `));
});

describe('the connector', () => {
  test('stands still itself for two days: nobody is late after that', () =>
    timeline(`
       1 | CONDITIONS all; 20 others, all ran at 0 |
      41 | all ran at 40   |
      81 | all ran at 80   |
    2961 | all ran at 2958 |  | healthy
    2966 | no change       |  | healthy
    `));
  test('cannot read for half a day, and what is late then is late only after two polls that can', () =>
    timeline(`
       1 | CONDITIONS all; ran at 0 |
      41 | ran at 40                |
      81 | ran at 80                |
      90 | answered 503             |  | unknown, unreadable (http503)
     700 | no answer                |  | unknown, unreadable (timeout)
     800 | ran at 700               |  | healthy
     861 | no change                |  | overdue, perhaps overdue
     866 | no change                | overdue began 861 confirmed, notRunning by 860
    `));
  test('had its bus down: everything is sent when it is back, in order, and whole', () =>
    timeline(`
       0 | CONDITIONS all; healthy; bus down |
       5 | paused                         |
      35 | disabled in quarantine since 34 |
      40 | healthy                        |
      45 | healthy                        |
      50 | bus up | began 34 observed; halt began 5 confirmed, disabled in quarantine; cleared 34 recovered 35..40; halt cleared 5 resumed 35..40 | healthy
    `));
  test('lost its table: what is stopped is a halt anew, of which nobody knows since when', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | paused                  |
      35 | paused                  | halt began 5 confirmed, paused
      40 | table lost              |
      70 | paused                  | halt began 40 firstSight, paused
      75 | healthy                 |
      80 | healthy                 | halt cleared 40 resumed 70..75
    `));
  test('had its table set back: no sequence and no id is used twice', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
       5 | table kept; paused      |
      35 | paused                  | halt began 5 confirmed, paused
      40 | healthy                 |
      45 | healthy                 | halt cleared 5 resumed 35..40
      50 | table set back; paused  |
      80 | paused                  | halt began 50 confirmed, paused
    `));
  test('met a clock that was set back: a doubt from the future starts anew', () =>
    timeline(`
       0 | CONDITIONS all; healthy |
     100 | paused                  |
      20 | paused                  |
      49 | paused                  |
      50 | paused                  | halt began 20 confirmed, paused
    `));
});
