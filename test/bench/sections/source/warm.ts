import type { Keycloak, KeycloakUser } from '../../world/keycloak.js';
import { theirs } from './enrolments.js';
import { theirsASecond } from './sign-outs.js';

/**
 * A JVM goes on compiling what is hot: an enrolment took Keycloak 130 ms of processor at first, 65 after 800 and 30 to 50
 * after 1,500; a refresh 9 ms at first, 2.6 after 6,000. Measured on fewer, it would be measured compiling.
 */
const ENROLMENTS = 2_000;
const SIGN_OUTS = 4_000;
export const WARM_REFRESHES = 8_000;

/** Until it is as fast as it gets. */
export async function warmed(
  keycloak: Keycloak,
  names: readonly string[],
  user: KeycloakUser,
): Promise<void> {
  await theirs(keycloak, names, ENROLMENTS);
  await theirsASecond(keycloak, user, SIGN_OUTS);
}
