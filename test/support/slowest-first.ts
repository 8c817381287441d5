import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They take longest: they wait for retries and timeouts of the product, or start many processes. */
const slowest = [
  'e2e/many-tenants',
  'crash-points',
  'start/start.test',
  'side-by-side',
  'e2e/bundle',
  'crash-and-outage',
  'killed-again-and-again',
  'state-store/azurite.test',
  'grant/program',
  'entra-callers',
  'local/test/bus/outages',
  'subscriber/subscriber',
  'functions-host/service-bus',
  'never-read',
];

/** Begins the files first that others can be run beside, so that none of them is waited for alone at the end. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const place = slowest.findIndex((name) => moduleId.includes(name));
      return place === -1 ? slowest.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
