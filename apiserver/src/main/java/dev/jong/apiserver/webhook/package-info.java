/// Asking webhooks: where they are, how they are trusted, and what their answers say.
@NullMarked
package dev.jong.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
