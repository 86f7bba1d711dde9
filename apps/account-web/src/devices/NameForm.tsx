import { useRef, useState, type FormEvent } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Form } from 'react-aria-components/Form';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { TextField } from 'react-aria-components/TextField';
import { Button } from '../design/Button.js';

interface NameFormProps {
  readonly name: string;
  readonly pending: boolean;
  readonly onKeep: (typed: string) => void;
  readonly onLeave: () => void;
}

const MAX_CHARACTERS = 64;
// As the account API has it: nothing that the eye cannot see, or that deceives it.
const VISIBLE = /^(?:\u200d|[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]){1,64}$/u;

export const isName = (text: string): boolean => VISIBLE.test(text);

export function NameForm({ name, pending, onKeep, onLeave }: NameFormProps) {
  const [typed, setTyped] = useState(name);
  const selected = useRef(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onKeep(typed);
  };
  return (
    <Form className="name-form" onSubmit={submit}>
      <TextField
        className="field name-field"
        value={typed}
        onChange={setTyped}
        autoFocus
        autoComplete="off"
        validate={(value) => (isName(value.trim()) ? null : `Use 1 to ${MAX_CHARACTERS} visible characters.`)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onLeave();
        }}
      >
        <Label className="visually-hidden">New name of {name}</Label>
        <Input
          className="field-input name-input"
          maxLength={MAX_CHARACTERS}
          onFocus={({ currentTarget }) => {
            if (!selected.current) currentTarget.select();
            selected.current = true;
          }}
        />
        <FieldError className="field-error" />
      </TextField>
      <Button type="submit" size="small" look="primary" pending={pending} label={`Keep the name of ${name}`}>
        {pending ? 'Saving…' : 'Save'}
      </Button>
      <Button size="small" onPress={onLeave} label={`Leave the name of ${name}`}>
        Cancel
      </Button>
    </Form>
  );
}
