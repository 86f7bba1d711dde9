import type { StreamingApp } from './streaming-app.js';
import type { Screen } from './screen.js';

/** What a device in a frame tells the page around it, of this same origin. */
export interface DeviceSays {
  readonly signoff: 'device';
  readonly kind: 'tv' | 'phone';
  readonly at: Screen['at'];
  readonly sid: string | null;
  readonly online: boolean;
  readonly userCode: string | null;
  readonly signedOut: Screen['signedOut'];
  readonly title: string | null;
  readonly problem: string | null;
}

/** What that page may ask: `play` links first if need be; `link` asks for a code. */
export interface StageSays {
  readonly signoff: 'play' | 'link';
}

/** Speaks to the page around this one, if there is one, and obeys its two words. */
export function speakWithStage(app: StreamingApp): void {
  if (window.parent === window) return;
  const tell = (): void => {
    const { at, sid, online, code, signedOut, title, problem } = app.screen();
    const says: DeviceSays = {
      signoff: 'device',
      kind: app.model.kind,
      at,
      sid,
      online,
      userCode: code?.userCode ?? null,
      signedOut,
      title: title?.title ?? null,
      problem: problem?.words ?? null,
    };
    window.parent.postMessage(says, location.origin);
  };
  app.subscribe(tell);
  addEventListener('message', ({ origin, source, data }: MessageEvent<Partial<StageSays> | null>) => {
    if (origin !== location.origin || source !== window.parent) return;
    if (data?.signoff === 'play') app.playSomething();
    if (data?.signoff === 'link') {
      app.link();
      app.playSomething();
    }
    tell();
  });
  tell();
}
