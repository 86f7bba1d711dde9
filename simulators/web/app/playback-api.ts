import { NotLinked, Unavailable, type Fetch, type FetchInit } from '#libs/device-client';
import type { PaymentMethod, Profile, Title, Watched } from './shapes.js';

/** What the API said instead, or that it said nothing. `code` is of the error registry. */
export class PlaybackProblem extends Error {
  override readonly name = 'PlaybackProblem';

  constructor(
    readonly code: string,
    readonly detail: string | null,
  ) {
    super(code);
  }
}

/** Every request to the playback API, one line each. Errors: PlaybackProblem; NotLinked when the session is over. */
export class PlaybackApi {
  constructor(
    readonly origin: string,
    private readonly fetch: Fetch,
  ) {}

  profiles = async (): Promise<readonly Profile[]> =>
    (await this.#json<{ profiles: Profile[] }>('/profiles')).profiles;
  catalogue = (profileId: string): Promise<{ titles: Title[]; recommendations: string[] }> =>
    this.#json(`/catalogue?profile=${encodeURIComponent(profileId)}`);
  history = async (profileId: string): Promise<readonly Watched[]> =>
    (await this.#json<{ entries: Watched[] }>(`/profiles/${encodeURIComponent(profileId)}/history`)).entries;
  paymentMethods = async (): Promise<readonly PaymentMethod[]> =>
    (await this.#json<{ methods: PaymentMethod[] }>('/payment-methods')).methods;
  artwork = async (path: string): Promise<Blob> => (await this.#ask(path)).blob();
  startStream = (titleId: string, profileId: string): Promise<{ id: string; playlist: string }> =>
    this.#json('/streams', sent('POST', { titleId, profileId }));

  async stopStream(id: string): Promise<void> {
    await this.#ask(`/streams/${id}`, { method: 'DELETE' });
  }

  async watched(profileId: string, titleId: string, positionS: number): Promise<void> {
    const path = `/profiles/${encodeURIComponent(profileId)}/history/${encodeURIComponent(titleId)}`;
    await this.#ask(path, sent('PUT', { positionS }));
  }

  async #json<T>(path: string, init?: FetchInit): Promise<T> {
    return (await (await this.#ask(path, init)).json()) as T;
  }

  async #ask(path: string, init?: FetchInit): Promise<Response> {
    const response = await this.fetch(this.origin + path, init).catch((error: unknown) => {
      if (error instanceof NotLinked) throw error;
      throw new PlaybackProblem(error instanceof Unavailable ? 'unavailable' : 'no_answer', null);
    });
    if (response.ok) return response;
    const { code, detail } = (await response.json().catch(() => ({}))) as {
      code?: unknown;
      detail?: unknown;
    };
    throw new PlaybackProblem(
      typeof code === 'string' ? code : `http_${response.status}`,
      typeof detail === 'string' ? detail : null,
    );
  }
}

const sent = (method: string, body: object): FetchInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
