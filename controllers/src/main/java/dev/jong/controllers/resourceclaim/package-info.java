/// Creates device claims from templates and releases those that nobody uses (DRA, KEP-4381).
@NullMarked
package dev.jong.controllers.resourceclaim;

import org.jspecify.annotations.NullMarked;
