import { useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Tick } from '../../design/Tick.js';
import { kindTitle } from '../../words/device-words.js';
import { numberWords } from '../words/numbers.js';
import type { ChooseProps } from './choose-props.js';
import type { Draft } from './draft.js';

/** More than these, and a field to find one among them is worth its place. */
const MANY = 8;

/** What the devices have in common: all that is chosen must hold; of kinds and models, any of those ticked. */
export function ChooseDevices({ draft, classes, onChange }: ChooseProps) {
  return (
    <div className="choose-devices">
      {classes !== null && classes.kinds.length > 0 && (
        <Ticks
          legend="Kinds"
          all={classes.kinds.map(({ kind, sessions }) => ({ value: kind, title: kindTitle(kind), sessions }))}
          ticked={draft.kinds}
          onChange={(kinds) => onChange({ kinds })}
        />
      )}
      {classes !== null && classes.models.length > 0 && (
        <Ticks
          legend="Models"
          all={modelsOf(classes.models)}
          ticked={draft.models}
          onChange={(models) => onChange({ models })}
        />
      )}
      <div className="field-pair">
        <Text draft={draft} of="minAppVersion" label="App version from" onChange={onChange} list="versions" />
        <Text
          draft={draft}
          of="maxAppVersion"
          label="App version up to"
          onChange={onChange}
          list="versions"
        />
      </div>
      <datalist id="versions">
        {classes?.appVersions.map((version) => (
          <option key={version} value={version} />
        ))}
      </datalist>
      <Text
        draft={draft}
        of="enrolledBefore"
        label="Enrolled before"
        onChange={onChange}
        type="datetime-local"
      />
    </div>
  );
}

/** A model may be of two kinds; here it is one line. */
function modelsOf(models: readonly { readonly model: string; readonly sessions: number }[]): Choice[] {
  const sums = new Map<string, number>();
  for (const { model, sessions } of models) sums.set(model, (sums.get(model) ?? 0) + sessions);
  return [...sums].map(([model, sessions]) => ({ value: model, title: model, sessions }));
}

interface Choice {
  readonly value: string;
  readonly title: string;
  readonly sessions: number;
}

interface TicksProps {
  readonly legend: string;
  readonly all: readonly Choice[];
  readonly ticked: readonly string[];
  readonly onChange: (ticked: readonly string[]) => void;
}

function Ticks({ legend, all, ticked, onChange }: TicksProps) {
  const [sought, setSought] = useState('');
  const isSought = ({ value, title }: Choice): boolean =>
    ticked.includes(value) || title.toLowerCase().includes(sought.trim().toLowerCase());
  return (
    <fieldset className="ticks">
      <legend className="field-label">{legend}</legend>
      {all.length > MANY && (
        <TextField
          className="field"
          value={sought}
          onChange={setSought}
          aria-label={`Find among the ${legend.toLowerCase()}`}
        >
          <Input className="field-input field-small" placeholder="Find…" />
        </TextField>
      )}
      <div className="ticks-all">
        {all.filter(isSought).map(({ value, title, sessions }) => (
          <Tick
            key={value}
            isTicked={ticked.includes(value)}
            onChange={(is) => onChange(is ? [...ticked, value] : ticked.filter((one) => one !== value))}
          >
            {title} <span className="soft small">{numberWords(sessions)}</span>
          </Tick>
        ))}
      </div>
    </fieldset>
  );
}

interface TextProps {
  readonly draft: Draft;
  readonly of: 'minAppVersion' | 'maxAppVersion' | 'enrolledBefore';
  readonly label: string;
  readonly type?: string;
  readonly list?: string;
  readonly onChange: (part: Partial<Draft>) => void;
}

function Text({ draft, of, label, type = 'text', list, onChange }: TextProps) {
  return (
    <TextField
      className="field"
      value={draft[of]}
      onChange={(text) => onChange({ [of]: text })}
      type={type}
      autoComplete="off"
    >
      <Label className="field-label">{label}</Label>
      <Input
        className="field-input"
        placeholder={type === 'text' ? 'any' : ''}
        {...(list === undefined ? {} : { list })}
      />
    </TextField>
  );
}
