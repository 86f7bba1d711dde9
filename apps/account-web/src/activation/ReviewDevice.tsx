import type { Activation, Decision } from '../api/shapes.js';
import { Button } from '../design/Button.js';
import { Notice, ProblemNotice } from '../design/Notice.js';
import { Page } from '../design/Page.js';
import { DeviceIcon } from '../devices/DeviceIcon.js';
import { codeOf } from '../api/problem.js';
import { kindTitle, kindWord } from '../words/device-words.js';

interface ReviewDeviceProps {
  readonly activation: Activation;
  /** The decision on its way; null for none. */
  readonly pending: Decision | null;
  readonly error: unknown;
  readonly onDecide: (decision: Decision) => void;
  readonly onAnother: () => void;
}

/** A code that no longer waits cannot be decided: there is only another one. */
const OVER: readonly string[] = ['user_code_expired', 'user_code_used', 'user_code_not_found'];

/** Which device asks, from where: what a person must see before letting it in. */
export function ReviewDevice({ activation, pending, error, onDecide, onAnother }: ReviewDeviceProps) {
  const { userCode, device, address, sameAddress } = activation;
  const kind = kindWord(device.kind);
  const isOver = error !== null && OVER.includes(codeOf(error));
  return (
    <Page title={`Let this ${kind} in?`} narrow>
      <div className="card card-padded section">
        <div className="review">
          <DeviceIcon kind={device.kind} />
          <div className="row-body">
            <p className="row-name">{device.name}</p>
            <p className="soft small">
              {kindTitle(device.kind)} · {device.model}
            </p>
            <p className="soft small">Asks from {address}</p>
          </div>
        </div>
        <p className="review-code" aria-label={`Code ${userCode}`}>
          {userCode}
        </p>
        {sameAddress ? (
          <p className="soft small">
            Approve only if this very code is on the {kind} in front of you. It gets access to your account.
          </p>
        ) : (
          <Notice tone="warn" what={`This ${kind} is not on the network you are on.`} urgent>
            <p>
              It asks from {address}, another place on the internet than this browser. If someone sent you
              this code or link, <strong>deny it</strong>: they would get into your account. Approve only if
              the {kind} is yours and shows this code now.
            </p>
          </Notice>
        )}
        {error !== null && <ProblemNotice error={error} />}
        {isOver ? (
          <Button look="primary" wide onPress={onAnother}>
            Type another code
          </Button>
        ) : (
          <div className="review-actions">
            <Button
              look={sameAddress ? 'quiet' : 'primary'}
              wide
              pending={pending === 'deny'}
              onPress={() => pending ?? onDecide('deny')}
            >
              {pending === 'deny' ? 'Denying…' : 'Deny'}
            </Button>
            <Button
              look={sameAddress ? 'primary' : 'quiet'}
              wide
              pending={pending === 'approve'}
              onPress={() => pending ?? onDecide('approve')}
            >
              {pending === 'approve' ? 'Approving…' : 'Approve'}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}
