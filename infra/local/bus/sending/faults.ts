import { BusRefusal, type WireError } from '../errors.ts';

/** How often a sender is to be refused, and with what. */
export interface SendFault extends WireError {
  readonly times: number;
}

/** Trouble that a test orders for the next sends to one entity. */
export class SendFaults {
  #refusals: BusRefusal[] = [];
  #lostAcknowledgements = 0;

  refuseNext({ condition, description, times }: SendFault): void {
    for (let i = 0; i < times; i++) this.#refusals.push(new BusRefusal(condition, description));
  }

  /** The acknowledgements of the next so many sends are lost; of none any more where 0. */
  loseAcknowledgements(times: number): void {
    this.#lostAcknowledgements = times;
  }

  /** @throws BusRefusal when the send at hand is to be refused */
  beforeAccepting(): void {
    const refusal = this.#refusals.shift();
    if (refusal !== undefined) throw refusal;
  }

  /** True when the acknowledgement of the send at hand is to be lost. */
  losesAcknowledgement(): boolean {
    if (this.#lostAcknowledgements === 0) return false;
    this.#lostAcknowledgements -= 1;
    return true;
  }
}
