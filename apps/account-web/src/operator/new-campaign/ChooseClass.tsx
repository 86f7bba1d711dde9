import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import type { ChooseProps } from './choose-props.js';
import { ChooseDevices } from './ChooseDevices.js';
import type { Draft } from './draft.js';

const WHO = [
  ['class', 'A class of devices', 'By kind, model, app version or when they were enrolled.'],
  ['accounts', 'Named accounts', 'Every session of each.'],
  ['everyone', 'Everyone', 'Every session of every account.'],
] as const;

/** Whose sessions are to end. Nothing is chosen before somebody chooses. */
export function ChooseClass(props: ChooseProps) {
  const { draft, onChange } = props;
  return (
    <section className="card card-padded section" aria-labelledby="who">
      <h2 id="who">Whose sessions end</h2>
      <RadioGroup
        className="choices"
        aria-labelledby="who"
        value={draft.who === 'unsaid' ? null : draft.who}
        onChange={(who) => onChange({ who: who as Draft['who'] })}
      >
        {WHO.map(([who, title, what]) => (
          <Radio key={who} className="choice" value={who}>
            <span className="choice-dot" aria-hidden="true" />
            <span>
              <span className="choice-title">{title}</span>
              <span className="soft small">{what}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {draft.who === 'class' && <ChooseDevices {...props} />}
      {draft.who === 'accounts' && (
        <TextField
          className="field"
          value={draft.accounts}
          onChange={(accounts) => onChange({ accounts })}
          autoComplete="off"
        >
          <Label className="field-label">Emails or account ids, one a line</Label>
          <TextArea className="field-input field-area" rows={5} spellCheck="false" />
        </TextField>
      )}
    </section>
  );
}
