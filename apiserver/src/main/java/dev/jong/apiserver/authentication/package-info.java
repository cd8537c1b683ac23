/// Who is asking: client certificates, tokens, service accounts, impersonation.
@NullMarked
package dev.jong.apiserver.authentication;

import org.jspecify.annotations.NullMarked;
