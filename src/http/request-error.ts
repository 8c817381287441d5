import { ConnectorError } from '../core/errors.ts';

/** The caller asked for something that cannot be asked for: answered with 400. */
export class RequestError extends ConnectorError {
  /** The parameter that is wrong. */
  readonly target: string;
  constructor(code: 'InvalidQueryParameter' | 'InvalidServicePrincipalId', target: string, message: string) {
    super(code, message);
    this.target = target;
  }
}
