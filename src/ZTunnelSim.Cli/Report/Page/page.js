// Moves through values that were worked out beforehand; without it the page is the same, but for the slider.
(function () {
  'use strict';
  var data = JSON.parse(document.getElementById('slider-data').textContent);
  var slider = document.getElementById('slider');
  var jumps = document.querySelectorAll('button[data-point]');

  function each(selector, action) { Array.prototype.forEach.call(document.querySelectorAll(selector), action); }

  function show(index) {
    var point = data.points[index];
    slider.value = index;
    slider.setAttribute('aria-valuetext', point.spoken);
    each('[data-value]', function (e) { e.textContent = point.values[e.getAttribute('data-value')]; });
    each('[data-bar]', function (e) { e.style.width = point.bars[e.getAttribute('data-bar')] + '%'; });
    Array.prototype.forEach.call(jumps, function (e) {
      e.setAttribute('aria-pressed', String(Number(e.getAttribute('data-point')) === index));
    });
    Object.keys(point.markers).forEach(function (name) {
      var marker = document.querySelector('#chart-' + name + ' .marker');
      marker.setAttribute('transform', 'translate(' + point.x + ',0)');
      Array.prototype.forEach.call(marker.querySelectorAll('circle'), function (dot, i) { dot.setAttribute('cy', point.markers[name][i]); });
    });
  }

  slider.max = data.points.length - 1;
  slider.addEventListener('input', function () { show(Number(slider.value)); });
  slider.addEventListener('keydown', function (event) {
    var step = { PageUp: 10, PageDown: -10 }[event.key];
    if (!step) { return; }
    event.preventDefault();
    show(Math.min(Math.max(Number(slider.value) + step, 0), data.points.length - 1));
  });
  Array.prototype.forEach.call(jumps, function (e) {
    e.addEventListener('click', function () {
      var index = Number(e.getAttribute('data-point'));
      show(index);
      // A slider speaks for itself, a button does not.
      document.getElementById('spoken').textContent = data.points[index].spoken;
    });
  });
  document.getElementById('explore').hidden = false;
  each('.marker', function (e) { e.removeAttribute('hidden'); });
  show(data.start);
}());
