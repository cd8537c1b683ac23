/// The controllers, one package each.
@NullMarked
package dev.jong.controllers;

import org.jspecify.annotations.NullMarked;
