import { Link } from 'react-router';
import type { Decided as Decision } from '../api/shapes.js';
import { Button, buttonClass } from '../design/Button.js';
import { Notice } from '../design/Notice.js';
import { Page } from '../design/Page.js';
import { kindWord } from '../words/device-words.js';

interface DecidedProps {
  readonly decided: Decision;
  readonly onAnother: () => void;
}

/** What happened, and what to do next. */
export function Decided({ decided: { decision, device }, onAnother }: DecidedProps) {
  const kind = kindWord(device.kind);
  const isIn = decision === 'approve';
  return (
    <Page title={isIn ? `${device.name} is approved` : `${device.name} is denied`} narrow>
      <div className="card card-padded section">
        {isIn ? (
          <Notice tone="good" what={`Look at the ${kind}: it signs in within a few seconds.`}>
            <p>You see it among your devices, and can sign it out there at any time.</p>
          </Notice>
        ) : (
          <Notice what={`The ${kind} stays outside, and its code is no longer good.`}>
            <p>If you did not ask for this yourself, there is nothing more you need to do.</p>
          </Notice>
        )}
        <Link className={buttonClass('primary', 'normal', true)} to="/account">
          See your devices
        </Link>
        <Button wide onPress={onAnother}>
          Link another device
        </Button>
      </div>
    </Page>
  );
}
