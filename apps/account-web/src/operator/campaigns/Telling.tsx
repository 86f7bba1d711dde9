import { Notice } from '../../design/Notice.js';
import { momentWords } from '../../words/duration.js';
import { operatorApi } from '../api/operator-api.js';
import type { Campaign } from '../api/shapes.js';
import { accountOf } from '../words/campaign-words.js';
import { Act } from './Act.js';

/** Telling can be stopped, where the messages themselves do harm. The block never can. */
export function Telling({ campaign }: { readonly campaign: Campaign }) {
  const { id, status, tellingStoppedAt } = campaign;
  if (tellingStoppedAt !== null) {
    return (
      <Notice what={`The telling was stopped on ${momentWords(tellingStoppedAt)}.`}>
        <p>
          The block stands: every session of this campaign is refused everywhere. A device that was not told
          learns of it when it next asks for anything, and is wiped then.
        </p>
      </Notice>
    );
  }
  const { beingTold, silent, unreachable } = accountOf(campaign);
  if (status === 'done' && beingTold + silent + unreachable === 0) return null;
  return (
    <section className="card card-padded section" aria-labelledby="telling">
      <h2 id="telling">Telling the devices</h2>
      <p className="soft">
        Gateways tell each connected device that its session is over. If that does harm, such as too many
        devices at once on your own systems, stop it here. <strong>The block stands</strong>: no stopped
        message lets anyone back in.
      </p>
      <div>
        <Act
          campaignId={id}
          action="Stop the telling"
          question="Stop telling the devices?"
          confirm="Stop the telling"
          confirming="Stopping…"
          run={operatorApi.stopTelling}
        >
          <p>
            <strong>The block stands.</strong> Every session of this campaign stays refused, everywhere, for
            ever.
          </p>
          <p className="soft small">
            Devices not told yet play on until they next ask for anything, are refused then, and are wiped.
            This cannot be undone.
          </p>
        </Act>
      </div>
    </section>
  );
}
