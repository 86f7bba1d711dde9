import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import './controls.css';

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete: string;
  readonly hint?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly autoFocus?: boolean;
}

/** A labelled input. What the browser can check, it checks, and says so beside the field. */
export function Field(props: FieldProps) {
  const { label, name, type = 'text', autoComplete, hint, minLength, maxLength, autoFocus = false } = props;
  return (
    <TextField
      className="field"
      name={name}
      type={type}
      autoComplete={autoComplete}
      isRequired
      autoFocus={autoFocus}
      {...(minLength === undefined ? {} : { minLength })}
      {...(maxLength === undefined ? {} : { maxLength })}
    >
      <Label className="field-label">{label}</Label>
      <Input className="field-input" />
      {/* One line, kept free for the error: were the button pushed down under the pointer, its press would miss. */}
      <div className="field-note">
        {hint !== undefined && (
          <Text slot="description" className="field-hint">
            {hint}
          </Text>
        )}
        <FieldError className="field-error">
          {({ validationDetails }) => errorWords(validationDetails, type, minLength)}
        </FieldError>
      </div>
    </TextField>
  );
}

function errorWords(why: ValidityState, type: string, minLength: number | undefined): string {
  if (why.valueMissing) return 'Please fill this in.';
  if (why.typeMismatch && type === 'email') return 'That is not a whole email address.';
  if (why.tooShort) return `That is shorter than ${minLength} characters.`;
  return 'Please look at this again.';
}
