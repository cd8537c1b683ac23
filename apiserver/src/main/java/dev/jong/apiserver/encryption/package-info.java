/// Encryption at rest: what is stored of chosen resources can be read only with keys that are not
/// in the store. Stored bytes are those of upstream.
@NullMarked
package dev.jong.apiserver.encryption;

import org.jspecify.annotations.NullMarked;
