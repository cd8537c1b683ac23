/// All built-in resources.
@NullMarked
package dev.jong.apiserver.resources;

import org.jspecify.annotations.NullMarked;
