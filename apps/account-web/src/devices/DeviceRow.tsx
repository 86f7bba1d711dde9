import type { Session } from '../api/shapes.js';
import { Button } from '../design/Button.js';
import { kindTitle, lastActiveWords } from '../words/device-words.js';
import { DeviceName } from './DeviceName.js';
import { DeviceIcon } from './DeviceIcon.js';

interface DeviceRowProps {
  readonly session: Session;
  readonly now: number;
  readonly onSignOut: (session: Session) => void;
}

/** One session that is on. */
export function DeviceRow({ session, now, onSignOut }: DeviceRowProps) {
  const { kind, name, model, lastAddress, online } = session;
  return (
    <li className="row">
      <DeviceIcon kind={kind} isOnline={online} />
      <div className="row-body">
        <DeviceName session={session} />
        <p className="soft small">
          {kind === 'browser' ? model : `${kindTitle(kind)} · ${model}`} · from {lastAddress}
        </p>
        <p className={online ? 'row-online small' : 'soft small'}>{lastActiveWords(session, now)}</p>
      </div>
      <Button size="small" label={`Sign out ${name}`} onPress={() => onSignOut(session)}>
        Sign out
      </Button>
    </li>
  );
}
