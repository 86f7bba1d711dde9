import { useEffect, useRef, useState, type RefObject } from 'react';
import type { DeviceSays, StageSays } from '../app/stage-link.js';
import { stageApi } from './stage-api.js';

export interface OnStage {
  readonly says: DeviceSays | null;
  /** The session it has, or had last. */
  readonly sid: string | null;
  readonly linkAgain: () => void;
}

/** A server that could not approve just now is asked again. */
const AGAIN_MS = 1_000;

/** A device in a frame: hears what it says, asks it to play, and has the codes it shows approved by their owner. */
export function useDevice(kind: 'tv' | 'phone', frame: RefObject<HTMLIFrameElement | null>): OnStage {
  const [says, setSays] = useState<DeviceSays | null>(null);
  const [sid, setSid] = useState<string | null>(null);
  const approved = useRef<string | null>(null);

  useEffect(() => {
    let greeted = false;
    const hear = ({ origin, source, data }: MessageEvent<DeviceSays | null>): void => {
      if (origin !== location.origin || source !== frame.current?.contentWindow) return;
      if (data?.signoff !== 'device' || data.kind !== kind) return;
      setSays(data);
      if (data.sid !== null) setSid(data.sid);
      if (!greeted) {
        greeted = true;
        ask(frame, 'play');
      }
      const { userCode } = data;
      if (data.at !== 'code' || userCode === null || userCode === approved.current) return;
      approved.current = userCode;
      ask(frame, 'play');
      void stageApi.approve(userCode).then((isApproved) => {
        if (isApproved) return;
        // What it says next is heard as new, and it answers whatever it is asked.
        approved.current = null;
        setTimeout(() => ask(frame, 'play'), AGAIN_MS);
      });
    };
    addEventListener('message', hear);
    // It may have spoken before anybody listened.
    ask(frame, 'play');
    return () => removeEventListener('message', hear);
  }, [kind, frame]);

  return { says, sid, linkAgain: () => ask(frame, 'link') };
}

function ask(frame: RefObject<HTMLIFrameElement | null>, signoff: StageSays['signoff']): void {
  frame.current?.contentWindow?.postMessage({ signoff } satisfies StageSays, location.origin);
}
