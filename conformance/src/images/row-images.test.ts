import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowImages } from './row-images.ts';

test('an image whose name is made of variables becomes those of the items', () => {
  const images = rowImages({
    spec: {
      arguments: { parameters: [{ name: 'list', value: '[{"image":"debian","tag":"9.1"}]' }] },
      templates: [
        { container: { image: 'busybox' } },
        { container: { image: '{{inputs.parameters.image}}:{{inputs.parameters.tag}}' } },
        { container: { image: '{{inputs.parameters.os}}' } },
        {
          steps: [
            [
              {
                withItems: [{ image: 'alpine', tag: '3.6' }],
                arguments: { parameters: [{ name: 'os', value: '{{item.image}}:{{item.tag}}' }] },
              },
            ],
          ],
        },
      ],
    },
  });
  assert.deepEqual([...images].sort(), ['alpine:3.6', 'busybox', 'debian:9.1']);
});
