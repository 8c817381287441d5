import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/** The app roles of Microsoft Graph that the connector needs. */
export type AppRole = 'Synchronization.Read.All' | 'Application.Read.All';

/**
 * The app roles that the token in use is proven to have, by what was read with it. They explain a refusal: a token that has
 * read one thing does not lack the app role when another is refused.
 */
export class ProvenRoles {
  readonly #roles = new Set<AppRole>();
  #token = '';

  /** Something that needs the role was read. */
  add(role: AppRole): void {
    this.#roles.add(role);
  }

  has(role: AppRole): boolean {
    return this.#roles.has(role);
  }

  /** Forgets the roles when a request was sent with another token: roles are in the token, and may have been withdrawn. */
  readonly policy: PipelinePolicy = {
    name: 'provenRoles',
    sendRequest: async (request, next) => {
      const response = await next(request);
      const token = request.headers.get('authorization') ?? '';
      if (token !== this.#token) this.#roles.clear();
      this.#token = token;
      return response;
    },
  };
}
