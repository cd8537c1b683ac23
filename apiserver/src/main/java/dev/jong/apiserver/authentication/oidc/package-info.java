/// Tokens of identity providers (OpenID Connect): how they are verified, and which user they mean.
@NullMarked
package dev.jong.apiserver.authentication.oidc;

import org.jspecify.annotations.NullMarked;
